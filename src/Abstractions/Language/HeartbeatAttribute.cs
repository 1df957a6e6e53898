namespace Perdure;

/// <summary>
/// Limits how long an attempt of a step may be silent: one that does not call <see cref="StepContext.Heartbeat()"/> for so long is cut off and fails with a
/// <see cref="TimeoutException"/>, as by <see cref="TimeoutAttribute"/>. For steps that may take hours, and where it is to be known within seconds that they hang.
/// </summary>
/// <param name="timeout">A duration such as <c>"30s"</c>; it begins anew with the attempt, and with each heartbeat.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class HeartbeatAttribute(string timeout) : Attribute
{
    /// <summary>The longest silence, as a duration.</summary>
    public string Timeout { get; } = timeout;
}
