namespace Perdure.State;

/// <summary>How a queue is named by the step that waits for a slot of it.</summary>
internal static class QueueLines
{
    private const string Prefix = "queue ";

    /// <summary>What the step's row says that it waits for. Violations() and people read it.</summary>
    public static string Describe(string queue) => Prefix + queue;

    /// <summary>The queue, where what a step waits for is a slot of one; else null.</summary>
    public static string? NameOf(string? waitsFor) => waitsFor?.StartsWith(Prefix, StringComparison.Ordinal) == true ? waitsFor[Prefix.Length..] : null;
}
