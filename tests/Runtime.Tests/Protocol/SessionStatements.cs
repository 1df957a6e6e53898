using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>The store's own statements, executed in a session whose transaction a test holds open.</summary>
internal static class SessionStatements
{
    /// <summary>Claims; returns the runs.</summary>
    public static Task<IReadOnlyList<Guid>> ClaimAsync(this NpgsqlConnection session, TestHolder holder, int limit = 100) =>
        session.ColumnAsync<Guid>(SqlText.Get("claim"), holder.Id, holder.Queues, holder.PlanIds, limit, PostgresExecutionStore.WorkerProtocol, double.NegativeInfinity);

    /// <summary>Takes over; returns the runs.</summary>
    public static Task<IReadOnlyList<Guid>> TakeOverAsync(this NpgsqlConnection session, TestHolder holder, int limit = 100) => session.ColumnAsync<Guid>(
        SqlText.Get("take_over"), holder.Id, holder.Queues, holder.PlanIds, limit, PostgresExecutionStore.WorkerProtocol, Array.Empty<Guid>(), false);

    /// <summary>Writes a batch; returns the runs that were written.</summary>
    public static async Task<IReadOnlySet<Guid>> CheckpointAsync(this NpgsqlConnection session, Batch batch) => await PostgresExecutionStore.WriteLockableAsync(session, null, batch, TimeProvider.System, default);

    /// <summary>Asks a run to end.</summary>
    public static Task<bool> CancelAsync(this NpgsqlConnection session, Guid run) => session.ScalarAsync<bool>(SqlText.Get("cancel_execution"), run);
}
