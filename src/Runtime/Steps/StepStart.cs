using System.Globalization;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Storage;
using Perdure.Streams;

namespace Perdure.Steps;

/// <summary>One attempt of a step that is to be run. What it builds on is committed.</summary>
/// <param name="ExecutionId">The run.</param>
/// <param name="Plan">The run's plan.</param>
/// <param name="Unit">The step, or the item or round of it.</param>
/// <param name="Attempt">The number of this start.</param>
/// <param name="Inputs">The results that it takes, by the producer's index.</param>
internal sealed record StepStart(Guid ExecutionId, WorkflowPlan Plan, StepUnit Unit, int Attempt, IReadOnlyDictionary<int, StoredPayload?> Inputs)
{
    public StepPlan Step => Plan.Steps[Unit.Step];

    /// <summary>Whether the step is undone, and not run.</summary>
    public bool IsUndo { get; init; }

    /// <summary>For an undo: why the run failed; null: it was cancelled.</summary>
    public StepError? Cause { get; init; }

    /// <summary>What runs: the step's id, or the method that undoes it.</summary>
    public string Name => IsUndo ? Step.Compensation!.Id : Step.Id;

    /// <summary>The longest time of the attempt; null: no limit.</summary>
    public TimeSpan? Timeout => IsUndo ? Step.Compensation!.Timeout : Step.Timeout;

    /// <summary>The monotonic time at which that of all attempts of the step together is over; null: no limit.</summary>
    public long? EndsAt { get; init; }

    /// <summary>Whether it runs in a transaction in which its result is recorded: an undo has none.</summary>
    public bool IsTransactional => Step.Transactional && !IsUndo;

    /// <summary>The same text in every attempt, and of nothing else: an undo has one of its own.</summary>
    public string IdempotencyKey => string.Create(CultureInfo.InvariantCulture, $"{ExecutionId}/{Step.Id}/{Unit.Item}/{Unit.Round}{(IsUndo ? "/undo" : "")}");

    /// <summary>Whether the checkpoint before it tells of this start; if not, a later one does.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>Who lets it be told of before what it emits can be read; set when it is launched. Null: nobody has to.</summary>
    public IStartTeller? Teller { get; set; }

    /// <summary>The child run whose result it takes, and does nothing else; null: it begins from the start.</summary>
    public ChildResult? Ended { get; init; }

    /// <summary>Which try of remote agents it is, from 1: see <see cref="AgentCallId.Try"/>.</summary>
    public int Try { get; init; } = 1;

    /// <summary>What is known of the work of its own remote agent; null: nothing.</summary>
    public AgentWork? Work { get; init; }

    /// <summary>The trace that the run was started in.</summary>
    public string? Trace { get; init; }
}
