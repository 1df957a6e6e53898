using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>A run to be started.</summary>
internal sealed record NewExecution(Guid Id, string Workflow, int Version, string Queue, int Priority, StoredPayload? Input)
{
    /// <summary>The trace that it is started in.</summary>
    public string? Trace { get; init; }

    /// <summary>The key that its id follows from; null: it is a run of its own.</summary>
    public string? Key { get; init; }

    /// <summary>The hash of its plain input, where it has a key: what is encoded differs each time.</summary>
    public byte[]? InputHash { get; init; }

    /// <summary>What it is found by.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>How long it waits before it may be claimed.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long it may take from the moment at which it may be claimed; null: no limit, or an instant.</summary>
    public TimeSpan? EndsIn { get; init; }

    /// <summary>The instant at which it fails unless it has ended, by the database's clock; null: none, or a time from its start.</summary>
    public DateTimeOffset? EndsBy { get; init; }
}

/// <summary>A run's row, as clients read it.</summary>
internal sealed record ExecutionRow(
    Guid Id, string Workflow, int Version, ExecutionStatus Status, StoredPayload? Output, string? Error, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    /// <summary>The run that it was forked from.</summary>
    public Guid? ForkedFrom { get; init; }

    public ExecutionInfo ToInfo() => new(Id, Workflow, Version, Status, Error is null ? null : PerdureJson.ReadError(Error), CreatedAt, StartedAt, FinishedAt) { ForkedFrom = ForkedFrom };
}

/// <summary>A page of the listing, newest first, behind a position.</summary>
internal sealed record ListRequest(string? Workflow, ExecutionStatus? Status, DateTimeOffset? Before, Guid? BeforeId, int Limit)
{
    /// <summary>The tags that they have, all of them; none: whatever they have.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;
}
