namespace Perdure.Coordination;

/// <summary>Waits that end by themselves.</summary>
internal static class Waiting
{
    /// <summary>Waits until something has ended, or for so long, whichever comes first. How it ends is not looked at; no timer is left behind.</summary>
    /// <param name="awaited">What is waited for.</param>
    /// <param name="atMost">For how long at most.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it has ended.</returns>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public static async Task<bool> EndsWithinAsync(this Task awaited, TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken = default)
    {
        await awaited.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return awaited.IsCompleted;
    }
}
