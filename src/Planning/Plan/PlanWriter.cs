namespace Perdure.Planning;

/// <summary>Writes the plan down, once everything is decided.</summary>
internal sealed class PlanWriter(WorkflowDescription workflow, ProducerIndex producers, StepEdges edges, StepPolicy[] policies, PlanAgentInput?[] agentInputs)
{
    /// <summary>Writes the plan.</summary>
    /// <param name="result">The result's step in the description, or -1.</param>
    public PlanModel Write(int result)
    {
        StepGraph graph = edges.OrderGraph();
        int[] order = TopologicalOrder.Of(graph);
        int[] levels = TopologicalOrder.Levels(graph, order);

        var positions = new int[order.Length];
        for (var position = 0; position < order.Length; position++) positions[order[position]] = position;

        return new PlanModel(
            workflow.Name,
            workflow.Version,
            workflow.Input,
            workflow.Output,
            new(order.Select(step => Write(step, levels[step], positions))),
            result < 0 ? -1 : positions[result]);
    }

    private PlanStep Write(int step, int level, int[] positions)
    {
        StepDescription description = workflow.Steps[step];
        return new PlanStep(
            description.Method,
            description.Id ?? Names.StepId(description.Method),
            description.Returns,
            description.Agent is { } agent ? new PlanAgent(agent.Name, agent.Input, agent.Output) : null,
            new(description.Parameters.Select((parameter, index) => Write(parameter, edges.Producer(step, index), positions))),
            agentInputs[step],
            new(edges.After(step).Select(other => positions[other]).OrderBy(position => position)),
            level,
            policies[step].Retry,
            policies[step].Timeout,
            description.IsNotIdempotent)
        {
            Tag = description.Tag?.Name,
        };
    }

    private PlanArgument Write(ParameterDescription parameter, int? producer, int[] positions) => producer is not { } from
        ? new PlanArgument(parameter.Name, parameter.Type, parameter.Role, PlanArgument.Input, null)
        : new PlanArgument(
            parameter.Name,
            parameter.Type,
            parameter.Role,
            from == PlanArgument.Input ? PlanArgument.Input : positions[from],
            TypeFit.ReadAs(producers.Type(from)!, parameter.Type));
}
