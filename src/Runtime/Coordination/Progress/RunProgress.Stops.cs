using Perdure.Agents;
using Perdure.State;
using Perdure.Steps;

namespace Perdure.Coordination.Progress;

/// <summary>
/// Remote work that a held run has given up: it is asked to stop before the checkpoint that says so is written, so that a crash in between lets the next holder ask again. What the run was to do beside that is kept until then.
/// </summary>
internal sealed partial class RunProgress
{
    private static readonly NextMove Nothing = new(null, []);

    private NextMove held = Nothing;

    /// <summary>The remote work that is to be stopped.</summary>
    public IReadOnlyList<AgentStop> Stops => draft.Stops;

    /// <summary>The remote work that has not ended, as far as it is known where it is.</summary>
    public IReadOnlyList<AgentStop> OpenWork() => [.. state.AtWork().Select(unit => new AgentStop(unit, plan.Steps[unit.Step].Agent!, state[unit].Agent!.Handle!))];

    /// <summary>Remote work is of no use any more, of the step's own agent and of those that its code has called. That there was some is kept: should a person let the run go on, it is asked under other ids.</summary>
    private void StopAgents(StepUnit unit, RemoteEnd? remote)
    {
        if (remote is not null) state[unit].Agent ??= WorkOf(unit);
        draft.StopAgent(unit);
        foreach (RemoteWork work in remote?.Open ?? []) draft.StopAgent(unit, work.Agent, work.Handle);
    }

    /// <summary>Takes in what became of the remote work that was to be stopped.</summary>
    public void Provide(IReadOnlyList<AgentStopped> stopped)
    {
        foreach (AgentStopped one in stopped)
            draft.Tell(EventTypes.AgentStopped, one.Stop.Unit, ("agent", one.Stop.Agent), ("runtime", one.Stop.Handle.Runtime), ("conversation", one.Stop.Handle.Conversation), ("outcome", one.Outcome));
        draft.ClearStops();
    }

    /// <summary>Keeps what is to be begun until the stops are behind.</summary>
    private NextMove Hold(NextMove move)
    {
        held = move;
        return new NextMove(null, []) { Needs = [new RunNeed(RunNeedKind.Stops, -1)] };
    }

    private NextMove TakeHeld()
    {
        NextMove taken = held;
        held = Nothing;
        return taken;
    }
}
