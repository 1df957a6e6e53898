namespace Perdure.Language.Tests.Workflows.Waiting;

/// <summary>What was said so far.</summary>
public sealed record Talk(string Text, bool IsOver);

/// <summary>A loop that waits in each round for what is said next, and then one that waits at most for a moment.</summary>
[Workflow]
public sealed partial class Conversation : IWorkflow<string, string>
{
    [Step]
    private static Talk Begin([Input] string text) => new(text, IsOver: false);

    [Step, Repeat(Until = nameof(IsOver), Keep = 1), Retry(2, Delay = "0s")]
    private static Talk Listen(Talk talk, [Signal("said")] string said, StepContext context) =>
        context is { Round: 2, Attempt: 1 } ? throw new IOException("not yet") : new Talk($"{talk.Text} {said}", said == "bye");

    [Step, Repeat(Until = nameof(IsLong), Max = 3)]
    private static string Wait([Input] string text, [Signal("more", Timeout = "50ms")] string? more, [From(nameof(Listen))] Talk talk) => $"{text}{more ?? "."}{talk.Text.Length}";

    [Step, Result]
    private static string End(Talk talk, [From(nameof(Wait))] string text) => $"{talk.Text}, {text}";

    private static bool IsOver(Talk talk) => talk.IsOver;

    private static bool IsLong(string text) => text.Length > 8;
}
