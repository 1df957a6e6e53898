using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Perdure.Coordination;
using Perdure.Coordination.Notices;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Telemetry;
using Perdure.Tests;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A worker's name is an advisory lock on an idle connection; who has it declares the name's earlier incarnations dead at once.</summary>
public sealed class Rule07IdentityTests(MigratedServer server) : ProtocolTest(server)
{
    private const string SessionOfTheName =
        "select l.pid from pg_locks l where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())";

    private const string LockOnTheName =
        """
        select a.state || ': ' || a.query
        from pg_locks l join pg_stat_activity a on a.pid = l.pid
        where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
        """;

    [Fact]
    public async Task TheNameIsHeldByAConnectionThatIsIdle()
    {
        await using TestHost host = await HostAsync("one");
        await LiveAsync("one");

        (await Database.ScalarAsync<string>(LockOnTheName)).ShouldStartWith("idle: ", customMessage: "a session inside a statement would hold the lock for seconds after a kill");
    }

    [Fact]
    public async Task ASecondProcessOfTheSameNameRunsUnderAnotherAndLeavesTheFirstAlone()
    {
        await using TestHost first = await HostAsync("one");
        Guid incarnation = await LiveAsync("one");
        await using TestHost second = await HostAsync("one");
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.workers where not dead") == 2);

        (await Database.ScalarAsync<string>("select name from perdure.workers where incarnation <> $1", incarnation)).ShouldStartWith($"one#{Environment.ProcessId}-");
        (await LiveAsync("one")).ShouldBe(incarnation);
    }

    [Fact]
    public async Task ASuccessorOfTheSameNameGoesOnAtOnceWithWhatItsPredecessorHeld()
    {
        TestHolder killed = await RegisterAsync("one");
        ClaimedRun run = await StartAndClaimAsync(killed);
        await Database.ExecuteAsync("update perdure.workers set expires_at = clock_timestamp() + interval '1 day'");

        await using TestHost successor = await HostAsync("one");

        (await successor.Client.WaitAsync(run.Id, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).Status.ShouldBe(ExecutionStatus.Success);
        (await Database.ScalarAsync<bool>("select dead from perdure.workers where incarnation = $1", killed.Id)).ShouldBeTrue();
    }

    [Fact]
    public async Task WithoutANameASuccessorInTheSameFolderGoesOnAtOnceWithWhatItsPredecessorHeld()
    {
        const string Folder = "/srv/one";
        string name;
        await using (await HostAsync(null, Folder)) name = await LiveAsync();
        TestHolder killed = await RegisterAsync(name);
        ClaimedRun run = await StartAndClaimAsync(killed);
        await Database.ExecuteAsync("update perdure.workers set expires_at = clock_timestamp() + interval '1 day' where not dead");

        await using TestHost elsewhere = await HostAsync(null, "/srv/two");
        Guid own = await StartAsync();
        (await elsewhere.Client.WaitAsync(own, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).IsFinished.ShouldBeTrue();
        (await ReadHolderAsync(run.Id)).Holder.ShouldBe(killed.Id, "another folder is another name");
        await using TestHost successor = await HostAsync(null, Folder);

        (await successor.Client.WaitAsync(run.Id, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).Status.ShouldBe(ExecutionStatus.Success);
        (await Database.ScalarAsync<bool>("select dead from perdure.workers where incarnation = $1", killed.Id)).ShouldBeTrue();
        name.ShouldBe($"{Environment.MachineName}:{Folder}", "and so on another machine another");
    }

    [Fact]
    public async Task AnotherNameWaitsForTheLease()
    {
        TestHolder stopped = await RegisterAsync("one");
        ClaimedRun run = await StartAndClaimAsync(stopped);

        await using TestHost other = await HostAsync("two");
        Guid own = await StartAsync();
        (await other.Client.WaitAsync(own, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).IsFinished.ShouldBeTrue();

        (await ReadHolderAsync(run.Id)).Holder.ShouldBe(stopped.Id);
    }

    [Fact]
    public async Task AWorkerWhoseIdentityConnectionIsLostTakesItsNameAgainAndGoesOn()
    {
        await using TestHost host = await HostAsync("one");
        Guid before = await LiveAsync("one");
        int session = await Database.ScalarAsync<int>(SessionOfTheName);

        await Database.ExecuteAsync(
            """
            select pg_terminate_backend(l.pid, 10000) from pg_locks l
            where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
            """);

        await Wait.UntilAsync(() => Database.ScalarAsync<bool>($"select exists (select from ({SessionOfTheName}) held where held.pid <> $1)", session));
        (await LiveAsync("one")).ShouldBe(before, "nobody took the name meanwhile, so its runs need not be dropped");
        Guid run = await StartAsync();
        (await host.Client.WaitAsync(run, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).Status.ShouldBe(ExecutionStatus.Success);
    }

    [Fact]
    public async Task ASessionThatOutlivesItsConnectionIsEndedAndTheNameKept()
    {
        WorkerName name = Named("one", out Func<NpgsqlConnection, Task> connect);
        await using NpgsqlConnection halfOpen = await Database.OpenAsync();
        await using NpgsqlConnection next = await Database.OpenAsync();
        await connect(halfOpen);

        await connect(next);

        name.Current.ShouldBe("one");
        (await Database.ScalarAsync<int>(SessionOfTheName)).ShouldBe(next.ProcessID);
        (await Database.ScalarAsync<long>("select count(*) from pg_stat_activity where pid = $1", halfOpen.ProcessID)).ShouldBe(0);
    }

    [Fact]
    public async Task ASessionThatIsNoLongerTheWorkersOwnIsLeftAlone()
    {
        WorkerName name = Named("one", out Func<NpgsqlConnection, Task> connect);
        await using NpgsqlConnection session = await Database.OpenAsync();
        await using NpgsqlConnection next = await Database.OpenAsync();
        await connect(session);
        await session.ExecuteAsync("set application_name = 'somebody else'");

        await connect(next);

        name.Current.ShouldStartWith("one#");
        (await Database.ScalarAsync<int>(SessionOfTheName)).ShouldBe(session.ProcessID);
    }

    [Fact]
    public async Task AWorkerWhoseNameWasTakenGoesOnUntilItIsDeclaredDeadAndBeginsAnewUnderAnother()
    {
        await using TestHost host = await HostAsync("one");
        Guid before = await LiveAsync("one");
        await using NpgsqlConnection thief = await Database.OpenAsync();

        // Waits in the queue for the lock, and so has it before the worker can ask again.
        Task taken = thief.ScalarAsync<bool>("select true from pg_advisory_lock(1885696612, hashtext('one'))");
        await Database.WaitUntilBlockedAsync(thief);
        await Database.ExecuteAsync("select pg_terminate_backend(pid, 10000) from pg_stat_activity where pid = any (pg_blocking_pids($1))", thief.ProcessID);
        await taken;

        // It has asked for the lock, looked for the session that had it, and listens again.
        await Wait.UntilAsync(() => Database.ScalarAsync<bool>(
            "select exists (select from pg_stat_activity a where a.datname = current_database() and a.application_name like '%perdure direct' and a.state = 'idle' and a.query like '%pg_terminate_backend%')"));
        await Wait.UntilAsync(() => host.Host.Services.GetRequiredService<NotificationListener>().IsListening);
        Guid run = await StartAsync();
        (await host.Client.WaitAsync(run, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).Status.ShouldBe(ExecutionStatus.Success);
        (await LiveAsync("one")).ShouldBe(before, "whoever has the lock has not said yet that it is another process");

        await Database.ExecuteAsync("update perdure.workers set dead = true where incarnation = $1", before);
        await Wait.UntilAsync(() => Database.ScalarAsync<bool>(
            "select exists (select from perdure.workers where dead and incarnation = $1) and exists (select from perdure.workers where not dead and name like 'one#%')", before));
    }

    [Fact]
    public async Task AHostThatStopsLeavesItsNameAndItsLeaseToNobody()
    {
        TestHost host = await HostAsync("one");
        await LiveAsync("one");
        await host.DisposeAsync();

        (await Database.ScalarAsync<bool>("select bool_and(dead) from perdure.workers")).ShouldBeTrue("nobody has to wait for its lease");
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>($"select count(*) from ({LockOnTheName}) held") == 0);
    }

    [Fact]
    public async Task TheNameLockIsTakenByOneSessionAtATimeAndFreeWithItsConnection()
    {
        await using NpgsqlConnection first = await Database.OpenAsync();
        await using NpgsqlConnection second = await Database.OpenAsync();
        (await first.ScalarAsync<bool>(SqlText.Get("take_name"), 1, "one")).ShouldBeTrue();
        (await second.ScalarAsync<bool>(SqlText.Get("take_name"), 1, "one")).ShouldBeFalse();
        (await second.ScalarAsync<bool>(SqlText.Get("take_name"), 1, "two")).ShouldBeTrue();

        await Database.ExecuteAsync("select pg_terminate_backend($1, 10000)", first.ProcessID);

        (await second.ScalarAsync<bool>(SqlText.Get("take_name"), 1, "one")).ShouldBeTrue();
    }

    /// <summary>A host; one without a name has the default one of a folder.</summary>
    private Task<TestHost> HostAsync(string? name, string folder = "/srv") => TestHost.StartAsync(
        Database.ConnectionString,
        [TestHolder.Plan],
        options =>
        {
            options.WorkerName = name;
            options.Heartbeat = TimeSpan.FromMilliseconds(200);
            options.SlowPoll = TimeSpan.FromMilliseconds(200);
        },
        services: services => services.Replace(ServiceDescriptor.Singleton<IHostEnvironment>(new HostingEnvironment { ContentRootPath = folder })));

    /// <summary>Waits for the only live incarnation.</summary>
    private async Task<string> LiveAsync()
    {
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.workers where not dead") == 1);
        return await Database.ScalarAsync<string>("select name from perdure.workers where not dead");
    }

    /// <summary>A worker's name, and what its listener does with each connection that it opens.</summary>
    private static WorkerName Named(string name, out Func<NpgsqlConnection, Task> connect)
    {
        var worker = new WorkerName(new PerdureOptions { WorkerName = name });
        var listener = new NotificationListener(null!, new Wakeups(), TimeProvider.System, new EngineLogger<NotificationListener>(NullLogger<NotificationListener>.Instance));
        worker.Attach(listener);
        connect = connection => listener.Connected!(connection, TestContext.Current.CancellationToken);
        return worker;
    }

    /// <summary>Waits for a live incarnation of a name.</summary>
    private async Task<Guid> LiveAsync(string name)
    {
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.workers where not dead and name = $1", name) == 1);
        return await Database.ScalarAsync<Guid>("select incarnation from perdure.workers where not dead and name = $1", name);
    }
}
