namespace Perdure.Queries;

/// <summary>All that the database says of a run, at one moment.</summary>
/// <param name="Execution">The run.</param>
/// <param name="Steps">Its steps, in the order in which they started.</param>
/// <param name="Events">What happened, in order.</param>
/// <param name="State">Its state.</param>
/// <param name="Lock">Who holds it; null: nobody.</param>
public sealed record RunSnapshot(ExecutionRow Execution, IReadOnlyList<StepRow> Steps, IReadOnlyList<EventRow> Events, StateRow State, LockRow? Lock);
