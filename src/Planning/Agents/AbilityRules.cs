namespace Perdure.Planning;

/// <summary>Compares what the runtimes of remote agents are able to do with what steps count on. Local agents are cancelled with their attempt, and need no ability.</summary>
internal static class AbilityRules
{
    public static void Check(WorkflowDescription workflow, StepPolicy[] policies, FindingList findings)
    {
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            StepDescription description = workflow.Steps[step];
            if (description.Agent is not { Abilities: { } abilities } agent) continue;
            if (description.IsNotIdempotent && (abilities & (AgentAbilities.Reattach | AgentAbilities.IdempotentStart)) == 0)
                findings.Add(Rules.AmbiguousAgent, new Place(step), description.Method, agent.Class);
            if (policies[step].Timeout is not null && (abilities & AgentAbilities.Cancel) == 0)
                findings.Add(Rules.UnstoppableAgent, new Place(step, Part: PlacePart.Timeout), description.Method, agent.Class);
        }
    }
}
