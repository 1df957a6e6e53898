namespace Perdure.Planning;

/// <summary>What the planner makes of a description.</summary>
/// <param name="Plan">The plan; null where a finding is an error.</param>
/// <param name="Findings">What is wrong, in the order of the places.</param>
public sealed record PlanResult(PlanModel? Plan, EquatableArray<Finding> Findings);

/// <summary>
/// Turns a described workflow into a plan, or into findings. The one place that knows edges, order, cycles, the result and the levels. The same description always gives the same plan,
/// and one mistake gives one finding: what follows from a mistake that is reported is not reported again.
/// </summary>
public static class Planner
{
    /// <summary>Judges the policies of an agent where it is declared, whoever takes them.</summary>
    /// <param name="agent">The agent's class, as messages quote it.</param>
    /// <param name="retry">The retry that it gives to its steps.</param>
    /// <param name="timeout">The time-out that it gives to its steps.</param>
    /// <returns>The findings, at places of which the part alone counts.</returns>
    public static EquatableArray<Finding> JudgePolicies(string agent, RetryDescription? retry, TimeoutDescription? timeout)
    {
        var findings = new FindingList();
        PolicyReader.Judge(agent, retry, timeout, findings);
        return findings.InOrder();
    }

    /// <summary>Plans a workflow.</summary>
    /// <param name="workflow">The workflow as a front end describes it.</param>
    /// <param name="conversions">What the front end knows about types.</param>
    /// <returns>The plan, or the findings that stand against it.</returns>
    public static PlanResult Plan(WorkflowDescription workflow, ITypeConversions conversions)
    {
        if (workflow is null) throw new ArgumentNullException(nameof(workflow));
        if (conversions is null) throw new ArgumentNullException(nameof(conversions));

        var findings = new FindingList();

        // What stands against the plan itself, whatever the policies say.
        var flow = new FindingList();
        workflow = ItemConditions.Find(workflow, flow);
        StepPolicy[] policies = new PolicyReader(workflow, findings).Read();
        TimeSpan? timeout = RunTimeoutReader.Read(workflow, policies, findings);
        Idempotency.Check(workflow, findings);
        AbilityRules.Check(workflow, policies, findings);
        TagRules.Check(workflow, findings);
        ChildRules.Check(workflow, findings);
        EquatableArray<PlanSchedule> schedules = ScheduleReader.Read(workflow, findings);

        var mismatches = new AgentMismatches();
        AgentOutputs.Check(workflow, mismatches, flow);
        var matcher = new AgentInputMatcher(workflow, conversions, mismatches, flow);
        PlanAgentInput?[] agentInputs = [.. Enumerable.Range(0, workflow.Steps.Count).Select(matcher.Match)];

        var producers = new ProducerIndex(workflow);
        var members = new MemberHints(workflow, producers, conversions);
        StepConditions conditions = new ConditionReader(workflow, producers, members, conversions, flow).Read();
        MapRules.Check(workflow, flow);
        Loop?[] loops = new LoopReader(workflow, flow).Read();
        var signals = new SignalReader(workflow, flow);
        PlanSignal?[] taken = signals.Read();
        PlanInterrupt?[] interrupts = new InterruptReader(workflow, flow).Read();
        StepEdges edges = new EdgeResolver(workflow, producers, conditions, loops, mismatches, members, conversions, flow).Resolve();
        Compensation?[] compensations = new CompensationReader(workflow, producers, policies, loops, edges, matcher, flow).Read();
        StepQueue?[] queues = new QueueReader(workflow, producers, members, edges, flow).Read();
        CycleFinder.Report(workflow, edges.DecisionGraph(), flow);
        var guards = new Guards(workflow, edges, conditions);
        IReadOnlyList<int> results = new ResultFinder(workflow, mismatches, guards, conversions, flow).Find(edges, areEdgesKnown: !flow.HasErrors);
        if (!flow.HasErrors) new ZipRules(workflow, producers, edges, guards, flow).Check();
        if (!flow.HasErrors) JudgeSkips(new SkipRules(workflow, edges, guards, flow), results);
        if (!flow.HasErrors) signals.CheckWaiters(guards);
        if (!flow.HasErrors) UnusedResults.Report(workflow, edges, results, flow);

        findings.AddAll(flow);
        PlanModel? plan = findings.HasErrors ? null : new PlanWriter(workflow, producers, edges, conditions, guards, loops, taken, interrupts, compensations, queues, policies, agentInputs).Write(results) with { Schedules = schedules, Timeout = timeout };
        return new PlanResult(plan, findings.InOrder(workflow.Written));
    }

    private static void JudgeSkips(SkipRules skips, IReadOnlyList<int> results)
    {
        // That a step which never runs leaves no result is the same mistake.
        if (!skips.FindNever()) skips.CheckResult(results);
    }
}
