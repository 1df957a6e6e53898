namespace Perdure.Agents.Tests.EndToEnd;

/// <summary>What the generator writes for a workflow of one step, whose agent is a remote one; by hand, so that adapters and engine are tested without it.</summary>
internal static class RemotePlan
{
    /// <param name="signal">The signal that answers the agent; null: it does not ask.</param>
    public static WorkflowPlan<TIn, TOut> Of<TAttribute, TIn, TOut>(string name, PayloadType input, PayloadType output, (string Name, PayloadType Answer)? signal = null)
        where TAttribute : RemoteAgentAttribute =>
        new(name, 1, new Runner<TAttribute, TIn, TOut>(input))
        {
            Input = input,
            Output = output,
            Steps =
            [
                new StepPlan("Ask")
                {
                    Agent = "remote",
                    Inputs = [new StepInput("input", WorkflowPlan.InputProducer)],
                    Output = output,
                    Retry = RetryPolicy.None,
                    Interrupt = signal is { } known ? new InterruptPlan(known.Name, known.Answer) : null,
                },
            ],
            Result = 0,
        };

    public static PerdureRegistry Registry<TAttribute, TIn, TOut>(WorkflowPlan<TIn, TOut> plan, TAttribute attribute)
        where TAttribute : RemoteAgentAttribute =>
        new OneAgent(plan, new AgentDefinition<Connected<TAttribute, TIn, TOut>, TIn, TOut>("remote", plan.Input!, plan.Output!, services =>
            new Connected<TAttribute, TIn, TOut>((IAgentConnector<TAttribute>)services.GetService(typeof(IAgentConnector<TAttribute>))!, attribute, new RemoteAgentTypes("remote", plan.Input!, plan.Output!))));

    private sealed class Connected<TAttribute, TIn, TOut>(IAgentConnector<TAttribute> connector, TAttribute attribute, RemoteAgentTypes types) : RemoteAgent<TIn, TOut>(types.Name, connector.Connect<TIn, TOut>(attribute, types))
        where TAttribute : RemoteAgentAttribute;

    private sealed class Runner<TAttribute, TIn, TOut>(PayloadType input) : WorkflowRunner
        where TAttribute : RemoteAgentAttribute
    {
        public override async ValueTask<object?> RunAsync(int step, StepCall call) =>
            await call.InvokeAgentAsync<Connected<TAttribute, TIn, TOut>, TIn, TOut>(call.Read<TIn>(WorkflowPlan.InputProducer, input));
    }

    private sealed class OneAgent(WorkflowPlan plan, AgentDefinition agent) : PerdureRegistry
    {
        public override IReadOnlyList<WorkflowPlan> Workflows => [plan];

        public override IReadOnlyList<AgentDefinition> Agents => [agent];
    }
}
