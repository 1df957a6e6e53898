namespace Perdure.Telemetry;

/// <summary>
/// Work that is nobody's in particular: loops, and runs. Whoever happens to cause it (the first request that asks for a client, the caller that starts a run here) lends it
/// neither its activity nor its other ambient values. A step sees the same in the process that started its run as in any other.
/// </summary>
internal static class Detached
{
    /// <summary>Runs something on the pool, without the caller's execution context.</summary>
    public static Task Run(Func<Task> work)
    {
        if (ExecutionContext.IsFlowSuppressed()) return Task.Run(work, CancellationToken.None);
        using (ExecutionContext.SuppressFlow()) return Task.Run(work, CancellationToken.None);
    }
}
