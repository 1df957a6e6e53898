namespace Perdure.Language.Tests.Workflows.Waiting;

/// <summary>What is printed.</summary>
public sealed record Sheet(string Text);

/// <summary>Who says that it may be.</summary>
public sealed record Permit(string By);

/// <summary>A map that waits once, before its items, behind its delay; all of them take what was said. Then one of children, each of which is told the same.</summary>
[Workflow]
public sealed partial class ApprovedPrint : IWorkflow<string, string>
{
    [Step]
    private static Sheet[] Split(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => new Sheet(word))];

    [Step, Delay("10ms"), Retry(2, Delay = "0s"), Cache("1h"), OnQueue("gpu", Key = nameof(KeyOf))]
    private static string Print([ForEach(MaxParallel = 2)] Sheet sheet, [Signal("permitted")] Permit permit, StepContext context) =>
        context is { Item: 2, Attempt: 1 } ? throw new IOException("not yet") : $"{sheet.Text} by {permit.By}";

    [Step<Binding>]
    private partial string Bind([ForEach] string print, [Signal(Timeout = "1h")] string? cover);

    [Step, Result]
    private static string Publish([From(nameof(Bind))] IReadOnlyList<string> bound) => string.Join(", ", bound);

    private static string KeyOf(Sheet sheet) => sheet.Text;
}

/// <summary>What is bound, and in what.</summary>
public sealed record Bound(string Print, string? Cover);

/// <summary>Binds a sheet.</summary>
[Workflow]
public sealed partial class Binding : IWorkflow<Bound, string>
{
    [Step]
    private static string Bind(Bound bound) => $"{bound.Print} in {bound.Cover ?? "nothing"}";
}

/// <summary>A map that waits only for a moment, and can do without; each of its items is undone.</summary>
[Workflow]
public sealed partial class HastyPrint : IWorkflow<string[], int>
{
    [Step, Compensate(nameof(Shred))]
    private static string Print([ForEach] string sheet, [Signal(Timeout = "50ms")] Permit? permit) => $"{sheet} by {permit?.By ?? "nobody"}";

    [Step, Result]
    private static int Send([From(nameof(Print))] List<string> prints) => throw new NonRetryableException(string.Join(", ", prints));

    private static void Shred(string print, string sheet) => Console.WriteLine($"{print} of {sheet}");
}

/// <summary>A map that waits only for a moment, and cannot do without.</summary>
[Workflow]
public sealed partial class StrictPrint : IWorkflow<string[], string[]>
{
    [Step]
    private static string Print([ForEach] string sheet, [Signal(Timeout = "50ms")] Permit permit) => $"{sheet} by {permit.By}";
}
