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
        StepPolicy[] policies = new PolicyReader(workflow, findings).Read();
        Idempotency.Check(workflow, findings);
        EquatableArray<PlanSchedule> schedules = ScheduleReader.Read(workflow, findings);

        // What stands against the plan itself, whatever the policies say.
        var flow = new FindingList();
        var mismatches = new AgentMismatches();
        AgentOutputs.Check(workflow, mismatches, flow);
        var matcher = new AgentInputMatcher(workflow, conversions, mismatches, flow);
        PlanAgentInput?[] agentInputs = [.. Enumerable.Range(0, workflow.Steps.Count).Select(matcher.Match)];

        var producers = new ProducerIndex(workflow);
        StepEdges edges = new EdgeResolver(workflow, producers, mismatches, conversions, flow).Resolve();
        CycleFinder.Report(workflow, edges.OrderGraph(), flow);
        int result = new ResultFinder(workflow, mismatches, conversions, flow).Find(edges, areEdgesKnown: !flow.HasErrors);
        if (!flow.HasErrors) UnusedResults.Report(workflow, edges, result, flow);

        findings.AddAll(flow);
        PlanModel? plan = findings.HasErrors ? null : new PlanWriter(workflow, producers, edges, policies, agentInputs).Write(result) with { Schedules = schedules };
        return new PlanResult(plan, findings.InOrder());
    }
}
