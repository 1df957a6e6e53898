using System.Globalization;

namespace Perdure.State;

/// <summary>How a child run is named by the step that waits for it.</summary>
internal static class ChildRuns
{
    private const string Prefix = "workflow ";

    /// <summary>The child's id: the same however often its start is written, and another one for each attempt.</summary>
    public static Guid IdOf(Guid parent, string stepId, StepUnit unit, int attempt) =>
        DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"perdure/child\n{parent}\n{unit.Item}\n{unit.Round}\n{attempt}\n{stepId}"));

    /// <summary>What the step's row says that it waits for. Violations() and people read it, with the id at its end.</summary>
    public static string Describe(string workflow, Guid child) => $"{Prefix}{workflow} {child}";

    /// <summary>Whether what a step waits for is a child.</summary>
    public static bool IsAwaited(string? waitsFor) => waitsFor?.StartsWith(Prefix, StringComparison.Ordinal) == true;
}
