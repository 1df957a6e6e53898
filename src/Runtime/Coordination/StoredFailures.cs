namespace Perdure.Coordination;

/// <summary>The name under which the failure of a mapped step is stored; the first item's own stands inside. It is stored, never thrown.</summary>
internal sealed class ItemsFailedException(string message) : Exception(message);

/// <summary>The name under which the failure of a loop is stored that was not done in its last round. It is stored, never thrown.</summary>
internal sealed class RepeatNotDoneException(string message) : Exception(message);
/// <summary>The name under which the failure of a run is stored that has ended its workers again and again. It is stored, never thrown.</summary>
internal sealed class RunSetAsideException(string message) : Exception(message);

/// <summary>The name under which the failure of a step is stored whose child run failed; the child's own error stands inside. It is stored, never thrown.</summary>
internal sealed class ChildFailedException(string message) : Exception(message);

/// <summary>The name under which the failure of a step is stored whose child run somebody cancelled: another child would be against their will. It is stored, never thrown.</summary>
internal sealed class ChildCancelledException(string message) : NonRetryableException(message);
