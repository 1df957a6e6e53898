using System.Globalization;

namespace Perdure.Planning;

/// <summary>Reads the numbers and durations of a policy, and says which of them make no sense.</summary>
internal sealed class PolicyValues(PolicyOwner owner, FindingList findings)
{
    /// <summary>The retry; null: one attempt, or something is wrong with it.</summary>
    public PlanRetry? Read(RetryDescription retry)
    {
        TimeSpan? delay = ReadDuration(retry.Delay, "delay", isZeroAllowed: true, owner.Retry);
        TimeSpan? maxDelay = ReadDuration(retry.MaxDelay, "longest delay", isZeroAllowed: true, owner.Retry);
        (string What, string Problem)? mistake =
            retry.MaxAttempts < 1 ? (Number(retry.MaxAttempts, "attempts"), "is less than one")
            : !(retry.Factor >= 1) || double.IsInfinity(retry.Factor) ? (Number(retry.Factor, "as its factor"), "is less than one or without bounds")
            : !(retry.Jitter is >= 0 and <= 1) ? (Number(retry.Jitter, "as its jitter"), "is not between 0 and 1")
            : delay > maxDelay ? ($"a delay of '{retry.Delay}'", $"is longer than its longest delay '{retry.MaxDelay}'")
            : retry.NoException is { } type ? ($"'{type}' in NonRetryable", "is no exception type that could be thrown")
            : null;
        if (mistake is { } found) findings.Add(Rules.BadRetry, owner.Retry, owner.Name, found.What, found.Problem);

        // One attempt is no retry, also where it says so to take back a default.
        return mistake is null && retry.MaxAttempts > 1 && delay is { } first && maxDelay is { } longest
            ? new PlanRetry(retry.MaxAttempts, first, retry.Factor, longest, retry.Jitter, retry.NonRetryable)
            : null;
    }

    /// <summary>The time-out. What cannot be read of it is no limit, and reported.</summary>
    public TimeLimits Read(TimeoutDescription timeout)
    {
        TimeSpan? attempt = timeout.PerAttempt is { } each ? ReadDuration(each, "time-out", isZeroAllowed: false, owner.Timeout) : null;
        TimeSpan? total = timeout.Total is { } all ? ReadDuration(all, "total time-out", isZeroAllowed: false, owner.Timeout) : null;
        string? problem =
            timeout is { PerAttempt: null, Total: null } ? "says no time: name that of an attempt, as in [Timeout(\"30s\")], or the Total of all"
            : total < attempt ? $"gives all attempts together '{timeout.Total}', less than the '{timeout.PerAttempt}' of each: no attempt could have its time"
            : null;
        if (problem is not null) findings.Add(Rules.BadTimeout, owner.Timeout, [owner.Name, problem], [], total < attempt ? [(FindingProperties.Swapped, "true")] : []);
        return new TimeLimits(attempt, total);
    }

    /// <summary>A duration; null: it cannot be read, which is reported.</summary>
    public TimeSpan? ReadDuration(string written, string what, bool isZeroAllowed, Place place)
    {
        DurationReading reading = Durations.Read(written);
        string? problem = reading.Problem ?? (reading.Value == TimeSpan.Zero && !isZeroAllowed ? "is zero" : null);
        if (problem is null) return reading.Value;
        (string, string)[] properties = reading.Suggestion is { } suggestion
            ? [(FindingProperties.Written, written), (FindingProperties.Suggestion, suggestion)]
            : [];
        findings.Add(Rules.BadDuration, place, [owner.Name, what, written, problem + Wording.DidYouMean(reading.Suggestion)], [], properties);
        return null;
    }

    private static string Number(double number, string what) => $"{number.ToString(CultureInfo.InvariantCulture)} {what}";
}

/// <summary>Whose policy it is, and where it is written.</summary>
internal sealed record PolicyOwner(string Name, Place Retry, Place Timeout)
{
    public static PolicyOwner Workflow(string name) => Written($"Workflow '{name}'", -1);

    public static PolicyOwner Step(string method, int step) => Written($"Step '{method}'", step);

    /// <summary>An agent's policy: at the agent itself, where the place is none; else at the step that takes it.</summary>
    public static PolicyOwner Agent(string name, Place place) =>
        place.Step < 0 ? Written($"Agent '{name}'", -1) : new PolicyOwner($"Agent '{name}'", place, place);

    private static PolicyOwner Written(string name, int step) =>
        new(name, new Place(step, Part: PlacePart.Retry), new Place(step, Part: PlacePart.Timeout));
}
