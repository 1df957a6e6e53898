namespace Perdure.Coordination;

/// <summary>What a run has to be given before it can go on, which is not in memory.</summary>
internal enum RunNeedKind
{
    /// <summary>The items that a step maps over.</summary>
    Items,

    /// <summary>The results of a mapped step's items, as one collection.</summary>
    Results,

    /// <summary>The same, as the run's own result.</summary>
    RunResult,

    /// <summary>The rows of child runs that have ended, of whichever steps.</summary>
    Children,

    /// <summary>When the steps completed that are to be undone.</summary>
    Courses,

    /// <summary>What the undo takes that is next.</summary>
    UndoInputs,

    /// <summary>That the remote work is stopped which it has given up.</summary>
    Stops,

    /// <summary>Nothing but a further look, behind a checkpoint: there is more to tell than one holds, or something has settled while it was made.</summary>
    Room,
}

/// <summary>What a run has to be given before it can go on.</summary>
/// <param name="Kind">What.</param>
/// <param name="Step">Of which step; -1: of all.</param>
internal readonly record struct RunNeed(RunNeedKind Kind, int Step);
