namespace Perdure.Queries;

/// <summary>A queue that steps are on, and who is in it.</summary>
public sealed record QueueRow
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How many attempts may run at the same time; null: any number.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How many attempts of one key may; null: any number.</summary>
    public int? KeyConcurrency { get; init; }

    /// <summary>How many attempts may begin in a second; null: any number.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>How many may begin at once after a pause.</summary>
    public required int Burst { get; init; }

    /// <summary>How many slots are held.</summary>
    public required long Held { get; init; }

    /// <summary>How many steps, items and rounds wait for a slot.</summary>
    public required long Waiting { get; init; }

    /// <summary>Since when the one that waits longest does; null: none waits.</summary>
    public DateTimeOffset? WaitingSince { get; init; }
}
