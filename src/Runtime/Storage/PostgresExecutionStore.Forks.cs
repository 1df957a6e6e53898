using Npgsql;
using NpgsqlTypes;

namespace Perdure.Storage;

/// <summary>The store on PostgreSQL: runs that begin with results of others.</summary>
internal sealed partial class PostgresExecutionStore
{
    public async ValueTask<ForkSource?> ReadForkSourceAsync(Guid executionId, CancellationToken cancellationToken)
    {
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand steps = Command(pools.Client, "read_fork_steps", executionId);
        List<ForkSourceStep> rows = await ReadAsync(
            steps, static row => new ForkSourceStep(row.GetString(0), row.GetInt32(1), row.GetInt32(2), Payload(row, 3)), cancellationToken).ConfigureAwait(false);
        using NpgsqlCommand run = Command(pools.Client, "read_fork_source", executionId);
        return (await ReadAsync(run, row => new ForkSource(row.GetString(0), row.GetString(1), row.GetInt32(2), Payload(row, 3), rows), cancellationToken).ConfigureAwait(false)).SingleOrDefault();
    }

    public ValueTask<bool> ForkAsync(Fork fork, CancellationToken cancellationToken) => AskForAsync(
        "fork_execution",
        cancellationToken,
        fork.Source,
        fork.Run.Id,
        Text(fork.FromStep),
        fork.Run.Version,
        fork.Run.Queue,
        fork.Run.Priority,
        Text(fork.Run.Input?.Json),
        Text(fork.Run.Input?.Codec),
        Text(fork.Run.Trace),
        Array(fork.Copied, NpgsqlDbType.Text),
        Array(fork.Given.Select(given => given.StepId), NpgsqlDbType.Text),
        Array(fork.Given.Select(given => given.Item), NpgsqlDbType.Integer),
        Array(fork.Given.Select(given => given.Round), NpgsqlDbType.Integer),
        Array(fork.Given.Select(given => given.Output?.Json), NpgsqlDbType.Text),
        Array(fork.Given.Select(given => given.Output?.Codec), NpgsqlDbType.Text),
        Array(fork.Given.Select(given => given.IsEdited), NpgsqlDbType.Boolean),
        Array(fork.Decided, NpgsqlDbType.Text));
}
