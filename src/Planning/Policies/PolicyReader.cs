namespace Perdure.Planning;

/// <summary>Decides which retry and which time-out a step has: its own, else its agent's, else its workflow's. Each is looked up for itself.</summary>
internal sealed class PolicyReader(WorkflowDescription workflow, FindingList findings)
{
    private readonly Dictionary<(AgentDescription Agent, bool IsRetry), StepPolicy> ofAgents = [];

    /// <summary>The retry that a step has; null: one attempt.</summary>
    public static RetryDescription? RetryOf(WorkflowDescription workflow, StepDescription step) => step.Retry ?? step.Agent?.Retry ?? workflow.Retry;

    /// <summary>Reports what is wrong with the policies of an agent, wherever it is used.</summary>
    public static void Judge(string agent, RetryDescription? retry, TimeoutDescription? timeout, FindingList findings) =>
        Read(retry, timeout, findings, PolicyOwner.Agent(agent, new Place()));

    /// <summary>Reads the policies of all steps.</summary>
    /// <returns>One for each step, in the order of their declaration.</returns>
    public StepPolicy[] Read()
    {
        StepPolicy ofWorkflow = Read(workflow.Retry, workflow.Timeout, findings, PolicyOwner.Workflow(workflow.Class));
        return [.. workflow.Steps.Select((step, index) => Read(step, index, ofWorkflow))];
    }

    private static StepPolicy Read(RetryDescription? retry, TimeoutDescription? timeout, FindingList findings, PolicyOwner owner)
    {
        var values = new PolicyValues(owner, findings);
        return new StepPolicy(retry is null ? null : values.Read(retry), timeout is null ? null : values.Read(timeout));
    }

    private StepPolicy Read(StepDescription step, int index, StepPolicy ofWorkflow)
    {
        StepPolicy own = Read(step.Retry, step.Timeout, findings, PolicyOwner.Step(step.Method, index));
        return new StepPolicy(
            step.Retry is not null ? own.Retry : step.Agent is { Retry: not null } retrying ? OfAgent(retrying, index, isRetry: true).Retry : ofWorkflow.Retry,
            step.Timeout is not null ? own.Timeout : step.Agent is { Timeout: not null } limited ? OfAgent(limited, index, isRetry: false).Timeout : ofWorkflow.Timeout)
        {
            Delay = ReadDelay(step, index),
            Heartbeat = HeartbeatReader.Read(step, index, findings),
            Cache = CacheReader.Read(step, index, findings),
        };
    }

    private TimeSpan? ReadDelay(StepDescription step, int index)
    {
        if (step.Delay is null) return null;
        var place = new Place(index, Part: PlacePart.Delay);
        return new PolicyValues(PolicyOwner.Step(step.Method, index), findings).ReadDuration(step.Delay, "delay", isZeroAllowed: false, place);
    }

    // Of an agent whose declaration nobody judges here: one mistake, at the first step that takes the policy, however many do.
    private StepPolicy OfAgent(AgentDescription agent, int step, bool isRetry)
    {
        if (!ofAgents.TryGetValue((agent, isRetry), out StepPolicy? policy))
        {
            FindingList reported = agent.ArePoliciesJudged ? new FindingList() : findings;
            PolicyOwner owner = PolicyOwner.Agent(agent.Class, new Place(step, Part: PlacePart.Step));
            policy = Read(isRetry ? agent.Retry : null, isRetry ? null : agent.Timeout, reported, owner);
            ofAgents.Add((agent, isRetry), policy);
        }

        return policy;
    }
}

/// <summary>The policy that a step has.</summary>
internal sealed record StepPolicy(PlanRetry? Retry, TimeLimits? Timeout)
{
    /// <summary>The longest silence between heartbeats.</summary>
    public TimeSpan? Heartbeat { get; init; }

    /// <summary>How runs share the step's results.</summary>
    public PlanCache? Cache { get; init; }

    /// <summary>The wait before its first attempt, which no agent and no workflow gives it.</summary>
    public TimeSpan? Delay { get; init; }
}

/// <summary>A time-out, read.</summary>
/// <param name="PerAttempt">The longest time of an attempt; null: no limit.</param>
/// <param name="Total">The longest time of all attempts together; null: no limit.</param>
internal sealed record TimeLimits(TimeSpan? PerAttempt, TimeSpan? Total);
