namespace Perdure.State;

/// <summary>A run does not fit the plan of its version any more.</summary>
internal sealed class PlanMismatchException(string message) : Exception(message);
