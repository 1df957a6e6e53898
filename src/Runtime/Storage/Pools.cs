using Npgsql;

namespace Perdure.Storage;

/// <summary>The pools, by use.</summary>
/// <param name="Client">Reads, starts and messages.</param>
/// <param name="Claim">Claims, takeovers and polls.</param>
/// <param name="Lane">Checkpoints.</param>
/// <param name="Stream">What steps emit.</param>
/// <param name="User">Transactions of steps, with no settings of ours.</param>
/// <param name="Heartbeat">Heartbeats, which nothing else may hold up; where there is a direct way also LISTEN and the lock on the worker's name.</param>
/// <param name="IsDirect">Whether there is a way past the pooler.</param>
/// <param name="HasSessions">Whether the connections are sessions of their own, which are set up once; else each transaction is.</param>
internal sealed record Pools(
    NpgsqlDataSource Client, NpgsqlDataSource Claim, NpgsqlDataSource Lane, NpgsqlDataSource Stream, NpgsqlDataSource User, NpgsqlDataSource Heartbeat, bool IsDirect, bool HasSessions) : IAsyncDisposable
{
    /// <summary>For LISTEN and the lock on the worker's name; null: there is no way past the pooler.</summary>
    public NpgsqlDataSource? Direct => IsDirect ? Heartbeat : null;

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync().ConfigureAwait(false);
        await Claim.DisposeAsync().ConfigureAwait(false);
        await Lane.DisposeAsync().ConfigureAwait(false);
        await Stream.DisposeAsync().ConfigureAwait(false);
        await User.DisposeAsync().ConfigureAwait(false);
        await Heartbeat.DisposeAsync().ConfigureAwait(false);
    }
}
