namespace Perdure.Steps;

/// <summary>When a failed step is tried again.</summary>
internal static class RetrySchedule
{
    /// <summary>The wait before the next attempt; null: there is none.</summary>
    /// <param name="policy">The step's policy.</param>
    /// <param name="failures">How many attempts have failed, this one included.</param>
    /// <param name="failure">Why this one failed.</param>
    /// <param name="random">A number from 0 up to 1.</param>
    public static TimeSpan? Next(RetryPolicy policy, int failures, Exception failure, double random)
    {
        if (failures >= policy.MaxAttempts || failure is NonRetryableException or PayloadException { IsFinal: true } or RemoteAgentException { Error.IsRetryable: false } || policy.NonRetryable.Any(type => type.IsInstanceOfType(failure))) return null;
        double longest = policy.MaxDelay.TotalMilliseconds;
        double wait = policy.Delay > TimeSpan.Zero ? Math.Min(policy.Delay.TotalMilliseconds * Math.Pow(policy.Factor, failures - 1), longest) : 0;
        double shortest = wait * (1 - policy.Jitter);
        // At the longest wait, jitter can only shorten: runs that failed together spread out, and none waits longer than it was promised.
        double latest = Math.Min(wait * (1 + policy.Jitter), longest);
        return TimeSpan.FromMilliseconds(shortest + ((latest - shortest) * random));
    }
}
