using Perdure.Agents;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Coordination;

/// <summary>What the next checkpoint will say of the work of remote agents.</summary>
internal sealed partial class RunDraft
{
    private readonly SortedSet<StepUnit> changedAgents = [];
    private readonly List<AgentStop> stops = [];

    /// <summary>The remote work that is to be stopped before anything is written.</summary>
    public IReadOnlyList<AgentStop> Stops => stops;

    /// <summary>Lets the row of a step's remote work be written.</summary>
    public void ChangeAgent(StepUnit unit) => changedAgents.Add(unit);

    /// <summary>The remote work of a step is given up. One that has not said that it has it may be at work as well, but nobody could say where.</summary>
    public void StopAgent(StepUnit unit)
    {
        if (state[unit].Agent is { Handle: { } handle }) StopAgent(unit, state.Plan.Steps[unit.Step].Agent!, handle);
    }

    /// <summary>The same of one that the code of a step has called.</summary>
    public void StopAgent(StepUnit unit, string agent, StoredHandle handle)
    {
        if (!stops.Exists(stop => stop.Unit == unit && stop.Handle == handle)) stops.Add(new AgentStop(unit, agent, handle));
    }

    /// <summary>The stops are behind.</summary>
    public void ClearStops() => stops.Clear();

    /// <summary>Tells what an agent has told, with the next checkpoint: the step's own row does not change.</summary>
    public void TellOf(string type, StepUnit unit, long at, params ReadOnlySpan<(string Key, string Value)> payload)
    {
        Log.AddStep(type, state.Plan.Steps[unit.Step].Id, unit, state[unit].Attempt, at, payload);
        hasNews = true;
    }

    /// <summary>The rows of remote work that changed, or whose steps have settled; they count as written from now on. Before the rows of steps are taken.</summary>
    public IReadOnlyList<AgentWrite> TakeAgents()
    {
        foreach (StepUnit unit in changed)
        {
            if (state[unit] is { IsSettled: true, Agent: not null }) changedAgents.Add(unit);
        }

        if (changedAgents.Count == 0) return [];
        AgentWrite[] rows = [.. changedAgents.Where(unit => state.Find(unit) is { Agent: not null }).Select(Write)];
        changedAgents.Clear();
        return rows;
    }

    private AgentWrite Write(StepUnit unit)
    {
        StepState step = state[unit];
        AgentWorkStatus status = step.IsSettled ? AgentWorkStatus.Ended : step.Agent!.IsAsking ? AgentWorkStatus.Asking : AgentWorkStatus.AtWork;
        return new AgentWrite(state.Plan.Steps[unit.Step].Id, unit.Item, unit.Round, status, status == AgentWorkStatus.Ended ? step.Agent! with { Resumes = false } : step.Agent!);
    }
}
