namespace Perdure.Queries;

/// <summary>A step of a run: one row, whatever the number of its attempts.</summary>
public sealed record StepRow
{
    /// <summary>The step's durable id.</summary>
    public required string StepId { get; init; }

    /// <summary>The item of a mapped step; 0 for a plain one.</summary>
    public required int Item { get; init; }

    /// <summary>The round of a repeated step; 0 for a plain one.</summary>
    public required int Round { get; init; }

    /// <summary>RUNNING, WAITING, SUCCESS, FAILED, CANCELLED or SKIPPED.</summary>
    public required string Status { get; init; }

    /// <summary>How often it was started, attempts lost with their worker included.</summary>
    public required int Attempt { get; init; }

    /// <summary>How many of its attempts failed.</summary>
    public required int Failures { get; init; }

    /// <summary>The agent of a declared step.</summary>
    public string? Agent { get; init; }

    /// <summary>What it returned, as JSON.</summary>
    public string? Output { get; init; }

    /// <summary>Why its last failed attempt failed, as JSON.</summary>
    public string? Error { get; init; }

    /// <summary>When it goes on, where it waits.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was first started, made wait or skipped.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last attempt started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it settled.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The run whose result was copied when this one was forked; null: it is its own, or was given by whoever forked it.</summary>
    public Guid? CopiedFrom { get; init; }
}
