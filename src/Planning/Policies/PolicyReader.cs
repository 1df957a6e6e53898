using System.Globalization;

namespace Perdure.Planning;

/// <summary>Reads retries and time-outs, and decides which one a step has: its own, else its agent's, else its workflow's.</summary>
internal sealed class PolicyReader(WorkflowDescription workflow, FindingList findings)
{
    private readonly Dictionary<AgentDescription, StepPolicy> agents = [];

    /// <summary>The retry that a step has; null: one attempt.</summary>
    public static RetryDescription? RetryOf(WorkflowDescription workflow, StepDescription step) => step.Retry ?? step.Agent?.Retry ?? workflow.Retry;

    /// <summary>Reads the policies of all steps.</summary>
    /// <returns>One for each step, in the order of their declaration.</returns>
    public StepPolicy[] Read()
    {
        StepPolicy ofWorkflow = Read(workflow.Retry, workflow.Timeout, new Owner($"Workflow '{workflow.Class}'", -1, PlacePart.Retry, PlacePart.Timeout));
        return [.. workflow.Steps.Select((step, index) => Read(step, index, ofWorkflow))];
    }

    private StepPolicy Read(StepDescription step, int index, StepPolicy ofWorkflow)
    {
        StepPolicy own = Read(step.Retry, step.Timeout, new Owner($"Step '{step.Method}'", index, PlacePart.Retry, PlacePart.Timeout));
        StepPolicy ofAgent = step.Agent is { } agent ? Read(agent, index) : StepPolicy.None;
        return new StepPolicy(
            step.Retry is not null ? own.Retry : step.Agent?.Retry is not null ? ofAgent.Retry : ofWorkflow.Retry,
            step.Timeout is not null ? own.Timeout : step.Agent?.Timeout is not null ? ofAgent.Timeout : ofWorkflow.Timeout);
    }

    // An agent's mistake is one mistake, however many steps call the agent: it is reported at the first of them.
    private StepPolicy Read(AgentDescription agent, int step)
    {
        if (!agents.TryGetValue(agent, out StepPolicy? policy))
        {
            policy = Read(agent.Retry, agent.Timeout, new Owner($"Agent '{agent.Class}'", step, PlacePart.Step, PlacePart.Step));
            agents.Add(agent, policy);
        }

        return policy;
    }

    private StepPolicy Read(RetryDescription? retry, TimeoutDescription? timeout, Owner owner) => new(
        retry is null ? null : Read(retry, owner),
        timeout is null ? null : ReadDuration(timeout.PerAttempt, "time-out", isZeroAllowed: false, owner, owner.TimeoutPart));

    private PlanRetry? Read(RetryDescription retry, Owner owner)
    {
        TimeSpan? delay = ReadDuration(retry.Delay, "delay", isZeroAllowed: true, owner, owner.RetryPart);
        TimeSpan? maxDelay = ReadDuration(retry.MaxDelay, "longest delay", isZeroAllowed: true, owner, owner.RetryPart);
        (string What, string Problem)? mistake =
            retry.MaxAttempts < 1 ? (Number(retry.MaxAttempts, "attempts"), "is less than one")
            : !(retry.Factor >= 1) || double.IsInfinity(retry.Factor) ? (Number(retry.Factor, "as its factor"), "is less than one or without bounds")
            : !(retry.Jitter is >= 0 and <= 1) ? (Number(retry.Jitter, "as its jitter"), "is not between 0 and 1")
            : delay > maxDelay ? ($"a delay of '{retry.Delay}'", $"is longer than its longest delay '{retry.MaxDelay}'")
            : null;
        if (mistake is { } found) findings.Add(Rules.BadRetry, owner.At(owner.RetryPart), owner.Name, found.What, found.Problem);

        // One attempt is no retry, also where it says so to take back a default.
        return mistake is null && retry.MaxAttempts > 1 && delay is { } first && maxDelay is { } longest
            ? new PlanRetry(retry.MaxAttempts, first, retry.Factor, longest, retry.Jitter, retry.NonRetryable)
            : null;
    }

    private TimeSpan? ReadDuration(string written, string what, bool isZeroAllowed, Owner owner, PlacePart part)
    {
        DurationReading reading = Durations.Read(written);
        string? problem = reading.Problem ?? (reading.Value == TimeSpan.Zero && !isZeroAllowed ? "is zero" : null);
        if (problem is null) return reading.Value;
        (string, string)[] properties = reading.Suggestion is { } suggestion
            ? [(FindingProperties.Written, written), (FindingProperties.Suggestion, suggestion)]
            : [];
        findings.Add(Rules.BadDuration, owner.At(part), [owner.Name, what, written, problem + Wording.DidYouMean(reading.Suggestion)], [], properties);
        return null;
    }

    private static string Number(double number, string what) => $"{number.ToString(CultureInfo.InvariantCulture)} {what}";

    /// <summary>Whose policy it is, and where it is written.</summary>
    private sealed record Owner(string Name, int Step, PlacePart RetryPart, PlacePart TimeoutPart)
    {
        public Place At(PlacePart part) => new(Step, Part: part);
    }
}

/// <summary>The policy that a step has.</summary>
internal sealed record StepPolicy(PlanRetry? Retry, TimeSpan? Timeout)
{
    public static StepPolicy None { get; } = new(null, null);
}
