using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace Perdure.GroupCommit;

/// <summary>Writes the checkpoints that wait at the same moment in one transaction, over one connection.</summary>
internal sealed class SharedCommits : IAsyncDisposable
{
    private const int Most = 1_000;

    private readonly Channel<Checkpoint> waiting = Channel.CreateUnbounded<Checkpoint>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task writing;

    public SharedCommits(NpgsqlDataSource source) => this.writing = Task.Run(() => WriteAsync(source));

    /// <summary>Ends when the checkpoint is on the disk.</summary>
    public Task WriteAsync(Checkpoint checkpoint) =>
        this.waiting.Writer.TryWrite(checkpoint) ? checkpoint.Durable : throw new InvalidOperationException("Nothing is written any more");

    public async ValueTask DisposeAsync()
    {
        this.waiting.Writer.Complete();
        await this.writing;
    }

    private async Task WriteAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        var batch = new List<Checkpoint>(Most);
        while (await this.waiting.Reader.WaitToReadAsync())
        {
            while (batch.Count < Most && this.waiting.Reader.TryRead(out var checkpoint))
            {
                batch.Add(checkpoint);
            }

            await CommitAsync(connection, batch);
            batch.Clear();
        }
    }

    private static async Task CommitAsync(NpgsqlConnection connection, List<Checkpoint> checkpoints)
    {
        try
        {
            // The commands of a batch are one transaction.
            await using var batch = connection.CreateBatch();
            Add(batch, "insert into runs (id, status, input) select r, 0, p from unnest($1, $2, $3) u (r, s, p)", checkpoints, Said.Started);
            Add(batch, "insert into steps (run_id, step, result) select r, s, p from unnest($1, $2, $3) u (r, s, p)", checkpoints, Said.StepDone);
            Add(batch, "update runs set status = 2, result = p, updated_at = now() from unnest($1, $2, $3) u (r, s, p) where id = r", checkpoints, Said.Ended);
            await batch.ExecuteNonQueryAsync();
            checkpoints.ForEach(checkpoint => checkpoint.IsDurable());
        }
        catch (Exception exception)
        {
            // Whoever waits has to hear of it, whatever it is.
            checkpoints.ForEach(checkpoint => checkpoint.IsLost(exception));
        }
    }

    private static void Add(NpgsqlBatch batch, string statement, List<Checkpoint> checkpoints, Said said)
    {
        Checkpoint[] rows = [.. checkpoints.Where(checkpoint => checkpoint.Said == said)];
        if (rows.Length == 0)
        {
            return;
        }

        var command = batch.CreateBatchCommand();
        command.CommandText = statement;
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(row => row.Run)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. rows.Select(row => row.Step)] });
        command.Parameters.Add(new NpgsqlParameter { Value = rows.Select(row => row.Payload).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        batch.BatchCommands.Add(command);
    }
}
