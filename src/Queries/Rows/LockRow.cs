namespace Perdure.Queries;

/// <summary>The lease on a run.</summary>
public sealed record LockRow
{
    /// <summary>The worker that holds it.</summary>
    public required string Worker { get; init; }

    /// <summary>The start of that worker.</summary>
    public required Guid Incarnation { get; init; }

    /// <summary>The fencing token, which every checkpoint names.</summary>
    public required long Token { get; init; }

    /// <summary>When the lease ends unless the worker is heard of.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
