namespace Perdure.Storage;

/// <summary>One attempt of a step, as its row knows it while it runs.</summary>
/// <param name="Step">The row.</param>
/// <param name="Attempt">The number of the start.</param>
/// <param name="Holder">The incarnation that runs it.</param>
internal sealed record StepAttempt(StepKey Step, int Attempt, Guid Holder);
