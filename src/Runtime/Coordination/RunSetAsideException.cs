namespace Perdure.Coordination;

/// <summary>The name under which the failure of a run is stored that has ended its workers again and again. It is stored, never thrown.</summary>
internal sealed class RunSetAsideException(string message) : Exception(message);
