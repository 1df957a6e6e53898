namespace Perdure.Language.Tests.Workflows.Compensation;

/// <summary>A child that waits for a word, and unsays what it has said.</summary>
[Workflow]
public sealed partial class Saying : IWorkflow<string, string>
{
    [Step, Compensate(nameof(Unsay))]
    private static string Say(string topic) => $"{topic}!";

    [Step, Result]
    private static string Hear([From(nameof(Say))] string said, [Signal] string word) => $"{said} {word}";

    private static void Unsay(string said) => Console.WriteLine(said);
}

/// <summary>A map of children that is cancelled in the middle: what they did came last, and is undone first.</summary>
[Workflow]
public sealed partial class FanOut : IWorkflow<string[], int>
{
    [Step, Compensate(nameof(Unbook))]
    private static int Book(string[] topics) => topics.Length;

    [Step<Saying>, After(nameof(Book))]
    private partial string SayEach([ForEach] string topic);

    [Step, Result]
    private static int Count([From(nameof(SayEach))] List<string> all) => all.Count;

    private static void Unbook(int booked) => Console.WriteLine(booked);
}
