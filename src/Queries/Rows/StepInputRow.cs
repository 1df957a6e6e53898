namespace Perdure.Queries;

/// <summary>What a parameter of a step was given.</summary>
public sealed record StepInputRow
{
    /// <summary>The step that takes it.</summary>
    public required string StepId { get; init; }

    /// <summary>The item of a mapped step; 0 for a plain one.</summary>
    public required int Item { get; init; }

    /// <summary>The round of a repeated step; 0 for a plain one.</summary>
    public required int Round { get; init; }

    /// <summary>The parameter's name.</summary>
    public required string Parameter { get; init; }

    /// <summary>The step whose result it is; null: the run's input.</summary>
    public string? FromStep { get; init; }

    /// <summary>The value, as JSON.</summary>
    public string? Value { get; init; }
}
