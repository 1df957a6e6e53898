namespace Perdure.Queries;

/// <summary>Something that happened to a run.</summary>
public sealed record EventRow
{
    /// <summary>Its number in the run: 1, 2, 3 …</summary>
    public required long Seq { get; init; }

    /// <summary>What happened, as <c>STEP_COMPLETED</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>The step that it is about.</summary>
    public string? StepId { get; init; }

    /// <summary>The item of a mapped step.</summary>
    public int? Item { get; init; }

    /// <summary>The round of a repeated step.</summary>
    public int? Round { get; init; }

    /// <summary>The attempt that it is about.</summary>
    public int? Attempt { get; init; }

    /// <summary>What belongs to it, as JSON.</summary>
    public string? Payload { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
