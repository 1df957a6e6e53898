namespace Perdure.Language.Tests.Workflows.Children;

/// <summary>What goes on when its parent has failed: it waits for a word, and says it.</summary>
[Workflow]
public sealed partial class Announcing : IWorkflow<string, string>
{
    [Step]
    private static string Say(string topic, [Signal] string word) => $"{topic}: {word}";
}

/// <summary>A parent that fails while one child goes on and another one does not.</summary>
[Workflow]
public sealed partial class FailingCampaign : IWorkflow<string, string>
{
    [Step<Announcing>(ParentClose = ParentClosePolicy.Abandon)]
    private partial string Announce([Input] string topic);

    [Step<Announcing>]
    private partial string Advertise([Input] string topic);

    [Step, Delay("1ms"), Compensate(nameof(Undo))]
    private static int Book([Input] string topic) => topic.Length;

    [Step]
    private static int Fail(int booked, [Signal] string reason) => throw new NonRetryableException($"{booked} is {reason}");

    [Step, Result]
    private static string Join([From(nameof(Announce))] string one, [From(nameof(Advertise))] string two, [From(nameof(Fail))] int cost) => $"{one}, {two}, {cost}";

    private static void Undo(int booked) => Console.WriteLine(booked);
}

/// <summary>A parent that has all the time that its children need.</summary>
[Workflow]
public sealed partial class WaitingCampaign : IWorkflow<string, string>
{
    [Step<Announcing>(ParentClose = ParentClosePolicy.Abandon)]
    private partial string Announce([Input] string topic);

    [Step<Announcing>]
    private partial string Advertise([Input] string topic);

    [Step, Result]
    private static string Join([From(nameof(Announce))] string one, [From(nameof(Advertise))] string two) => $"{one}, {two}";
}
