namespace Perdure;

/// <summary>Why a step failed, as it is stored.</summary>
/// <param name="Type">The full name of the exception's type.</param>
/// <param name="Message">The exception's message.</param>
/// <param name="Step">The step's id; null where the run failed outside of a step.</param>
/// <param name="Attempt">The attempt that failed; 0 outside of a step.</param>
/// <param name="Stack">The stack trace, where there is one.</param>
/// <param name="Inner">What caused it.</param>
public sealed record StepError(string Type, string Message, string? Step, int Attempt, string? Stack, StepError? Inner = null)
{
    /// <summary>Of a remote agent: what went wrong, by the name of one of <c>AgentErrorKind</c>, as <c>Throttled</c> or <c>Ambiguous</c>. Null: it was none that failed.</summary>
    public string? Kind { get; init; }

    /// <summary>Of a remote agent: its runtime's own code; null: it gave none.</summary>
    public string? Code { get; init; }

    /// <summary>Of a run that failed: why steps of it could not be undone, in the order in which it was tried; null: all that were to be undone are.</summary>
    public IReadOnlyList<StepError>? FailedUndos { get; init; }
}
