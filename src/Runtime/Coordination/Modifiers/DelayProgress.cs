using System.Globalization;
using Perdure.State;

namespace Perdure.Coordination.Modifiers;

/// <summary>The steps that are let in and whose data says how long they wait: that is asked then and not before, and recorded before anything builds on it.</summary>
internal sealed class DelayProgress(RunState state, RunDraft draft)
{
    private readonly SortedSet<int> open = [];
    private readonly HashSet<int> asked = [];

    /// <summary>Whether an answer is on its way.</summary>
    public bool AreAsked => asked.Count > 0;

    /// <summary>The steps for which nobody is asked yet.</summary>
    public IReadOnlyList<int> Open => [.. open.Where(step => !asked.Contains(step))];

    /// <summary>A step is let in.</summary>
    public void LetIn(int step) => open.Add(step);

    /// <summary>What says how long a step waits is being asked.</summary>
    public void Ask(int step) => asked.Add(step);

    /// <summary>Whoever was asked did not get to answer.</summary>
    public void TakeBack(int step) => asked.Remove(step);

    /// <summary>A step waits for a time from now on; one that is none is recorded as well.</summary>
    public void Wait(int step, TimeSpan delay)
    {
        asked.Remove(step);
        if (!open.Remove(step)) return;
        TimeSpan due = delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
        state.Wait(step, due);
        draft.Tell(EventTypes.StepWaiting, step, ("delay", due.ToString("c", CultureInfo.InvariantCulture)));
    }
}
