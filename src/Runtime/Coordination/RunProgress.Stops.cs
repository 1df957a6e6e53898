using Perdure.Agents;
using Perdure.Steps;

namespace Perdure.Coordination;

/// <summary>
/// Remote work that a held run has given up: it is asked to stop before the checkpoint that says so is written, so that a crash in between lets the next holder ask again. What the run was to do beside that is kept until then.
/// </summary>
internal sealed partial class RunProgress
{
    private NextMove? held;

    /// <summary>The remote work that is to be stopped.</summary>
    public IReadOnlyList<AgentStop> Stops => draft.Stops;

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
        NextMove taken = held ?? new NextMove(null, []);
        held = null;
        return taken;
    }
}
