namespace Perdure.Storage;

/// <summary>One start of a worker process, as the database knows it.</summary>
internal sealed record Incarnation(Guid Id, string Name, IReadOnlyList<WorkflowPlan> Plans, IReadOnlyList<string> Queues);

/// <summary>A run that this incarnation has become the holder of.</summary>
/// <param name="TakenOverFrom">The dead incarnation that held it; null where it was free.</param>
/// <param name="LastSeq">The number of its last event; 0: nobody has ever held it.</param>
internal sealed record ClaimedRun(Guid Id, string PlanId, string? Input, long Token, long LastSeq, Guid? TakenOverFrom);

/// <summary>What a look at the queue found.</summary>
/// <param name="Woken">Runs that the asker holds and for which a wake row is there.</param>
/// <param name="NextDue">How long until the next free run is due; null: none waits.</param>
/// <param name="MinWorker">The oldest worker protocol that may claim.</param>
internal sealed record PollResult(IReadOnlyList<Guid> Woken, TimeSpan? NextDue, int MinWorker);

/// <summary>A message to a run.</summary>
internal sealed record Message(Guid ExecutionId, long Id, string Kind);

/// <summary>A step's row, as a new holder reads it; the output is read apart, when a step needs it.</summary>
/// <param name="DueIn">For a waiting step: how long until it goes on, by the database's clock.</param>
internal sealed record StepRow(string StepId, StepStatus Status, int Attempt, int Failures, string? Error, TimeSpan? DueIn);
