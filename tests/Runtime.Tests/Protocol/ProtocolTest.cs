using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Perdure.Checkpoints;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>
/// The ground that tests of the protocol's rules share: a database, a store, and sessions whose transactions the test opens and closes itself, so that each
/// interleaving is written out. Nothing sleeps: a test waits until the server says that a session is held up by another.
/// </summary>
public abstract class ProtocolTest(MigratedServer server) : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> opened = [];
    private PostgresStoreUnderTest subject = null!;

    private protected MigratedServer Server => server;

    private protected TestDatabase Database => subject.Database;

    private protected PostgresExecutionStore Store => subject.Store;

    private protected PostgresStoreUnderTest Subject => subject;

    public virtual async ValueTask InitializeAsync() => subject = await PostgresStoreUnderTest.CreateAsync(server);

    public virtual async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable one in Enumerable.Reverse(opened)) await one.DisposeAsync();
        await subject.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What another session must not delay. A statement that waits where it must not makes the test fail instead of hang.</summary>
    private protected static Task<T> SoonAsync<T>(ValueTask<T> task) => task.AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    /// <inheritdoc cref="SoonAsync{T}(ValueTask{T})"/>
    private protected static Task<T> SoonAsync<T>(Task<T> task) => task.WaitAsync(TimeSpan.FromSeconds(10));

    /// <summary>Something that the end of the test disposes.</summary>
    private protected T Own<T>(T one)
        where T : IAsyncDisposable
    {
        opened.Add(one);
        return one;
    }

    private protected Task<TestHolder> RegisterAsync(string name = "a") => TestHolder.RegisterAsync(Store, name);

    private protected async Task<Guid> StartAsync(string? input = "\"x\"")
    {
        var run = new NewExecution(Guid.CreateVersion7(), "chain", 1, "default", 0, input);
        await Store.StartAsync(run, default);
        return run.Id;
    }

    private protected async Task<ClaimedRun> StartAndClaimAsync(TestHolder holder)
    {
        await StartAsync();
        return await holder.ClaimOneAsync();
    }

    private protected async Task<IReadOnlyList<ClaimedRun>> StartAndClaimAsync(TestHolder holder, int count)
    {
        for (var run = 0; run < count; run++) await StartAsync();
        IReadOnlyList<ClaimedRun> claimed = await holder.ClaimAsync(count);
        Assert.Equal(count, claimed.Count);
        return claimed;
    }

    private protected async Task<HolderRow> ReadHolderAsync(Guid run) => (await Store.ReadHoldersAsync([run], default)).Single();

    /// <summary>A session with an open transaction.</summary>
    private protected async Task<NpgsqlConnection> BeginAsync()
    {
        NpgsqlConnection session = await OpenAsync();
        await session.ExecuteAsync("begin");
        return session;
    }

    private protected async Task<NpgsqlConnection> OpenAsync() => Own(await Database.OpenAsync());

    /// <summary>The writer of a holder.</summary>
    private protected CheckpointWriter Writer(TestHolder holder, IExecutionStore? store = null, int lanes = 1, TimeProvider? time = null) =>
        Own(new CheckpointWriter(store ?? Store, holder.Id, lanes, time ?? TimeProvider.System, NullLogger.Instance));
}
