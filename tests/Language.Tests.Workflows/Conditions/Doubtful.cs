namespace Perdure.Language.Tests.Workflows.Conditions;

/// <summary>The file whose existence means that all is well.</summary>
public sealed record Doubt(string File);

/// <summary>Its predicate fails while one step works and another waits, and would say yes later.</summary>
[Workflow]
public sealed partial class Doubtful : IWorkflow<Doubt, string>
{
    [Step, NotIdempotent]
    private static async Task<int> Work(Doubt doubt, CancellationToken cancellationToken)
    {
        if (!File.Exists(doubt.File)) await Task.Delay(Timeout.Infinite, cancellationToken);
        return 1;
    }

    [Step, Delay("2h")]
    private static long Later(Doubt doubt) => doubt.File.Length;

    [Step, When(nameof(IsWell))]
    private static string? Greet(Doubt doubt) => "hello";

    [Step, Result]
    private static string End(int work, long later, [From(nameof(Greet))] string? greeting) => $"{work} {later} {greeting}";

    private static bool IsWell(Doubt doubt) => File.Exists(doubt.File) ? true : throw new IOException("away");
}
