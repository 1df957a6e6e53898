namespace Perdure.Steps;

/// <summary>A predicate threw, or a value that cases compare could not be read: the run fails, since nobody knows how it should go on; or the item that it was asked about.</summary>
internal sealed class DecisionFailedException(string message, Exception innerException) : Exception(message, innerException);
