using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>A run to be started.</summary>
internal sealed record NewExecution(Guid Id, string Workflow, int Version, string Queue, int Priority, StoredPayload? Input)
{
    /// <summary>The trace that it is started in.</summary>
    public string? Trace { get; init; }
}

/// <summary>A run's row, as clients read it.</summary>
internal sealed record ExecutionRow(
    Guid Id, string Workflow, int Version, ExecutionStatus Status, StoredPayload? Output, string? Error, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    public ExecutionInfo ToInfo() => new(Id, Workflow, Version, Status, Error is null ? null : PerdureJson.ReadError(Error), CreatedAt, StartedAt, FinishedAt);
}

/// <summary>A page of the listing, newest first, behind a position.</summary>
internal sealed record ListRequest(string? Workflow, ExecutionStatus? Status, DateTimeOffset? Before, Guid? BeforeId, int Limit);
