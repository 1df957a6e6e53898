using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>
/// Very many runs on three workers that are killed, frozen, told to end and cut off at random, beside clients that are killed; afterwards everything has happened, once, and
/// everything that holds still holds.
/// </summary>
public sealed class SoakTests(MigratedServer server) : FaultTest(server)
{
    private const double Lease = 1.5;

    private static readonly int Runs = int.TryParse(Environment.GetEnvironmentVariable("PERDURE_SOAK_RUNS"), CultureInfo.InvariantCulture, out int runs) ? runs : 100_000;

    /// <summary>Each fault strikes when so many more runs have ended, so that all strike in the middle of the work, and each at least once however few the runs are.</summary>
    private static readonly int Between = Math.Clamp(Runs / (2 * Enum.GetValues<Fault>().Length), 1, 5_000);

    private readonly WorkerProcess?[] workers = new WorkerProcess?[3];

    /// <summary>How often the answer to a start was lost, by its input. It may have happened, and it is started again: no read can tell, since the server may commit a moment later.</summary>
    private readonly ConcurrentDictionary<string, int> lost = new();

    private enum Fault
    {
        WorkerKilled,
        WorkerFrozen,
        WorkerToldToEnd,
        SessionsCut,
        ClientKilled,
    }

    protected override TimeSpan Limit => TimeSpan.FromMinutes(10);

    public override async ValueTask DisposeAsync()
    {
        foreach (WorkerProcess? worker in workers)
        {
            if (worker is not null) await worker.DisposeAsync();
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task OfAHundredThousandRunsNoneIsLostAndNoneIsDoneTwice()
    {
        for (var worker = 0; worker < workers.Length; worker++) workers[worker] = StartWorker(worker);
        TestHost client = await StartClientAsync();
        Task starting = StartRunsAsync(client.Client);
        var random = new Random(20_261);
        Fault[] faults = Enum.GetValues<Fault>();
        random.Shuffle(faults);
        var struck = 0;
        for (int ended = Between; ended < Runs; ended += Between)
        {
            await WaitForEndedAsync(ended);
            await StrikeAsync(struck < faults.Length ? faults[struck] : faults[random.Next(faults.Length)], random.Next(workers.Length));
            struck++;
        }

        struck.ShouldBeGreaterThanOrEqualTo(faults.Length, "each struck at least once");
        await starting;
        await Wait.UntilAsync(async () => await CountAsync($"pg_stat_activity where datname = current_database() and application_name = '{ClientProcess.Application}'") == 0);
        await Wait.UntilAsync(async () => await CountAsync("perdure.executions where finished_at is null") == 0, TimeSpan.FromMinutes(5));
        foreach (WorkerProcess? worker in workers) await worker!.DisposeAsync();

        long started = await EachStartHasEndedAsync();
        await EveryEffectHasOneKeyAsync(started);
    }

    /// <summary>What was started ended well, once for each input, save where the answer to its start was lost.</summary>
    /// <returns>How many runs there are.</returns>
    private async Task<long> EachStartHasEndedAsync()
    {
        long started = await CountAsync("perdure.executions");
        (await CountAsync("perdure.executions where status = 'SUCCESS' and output #>> '{}' = (input #>> '{}') || 'One Two '")).ShouldBe(started);
        (await CountAsync("perdure.execution_steps where status = 'SUCCESS'")).ShouldBe(2 * started);

        Dictionary<string, long> byInput = (await ReadAsync("select input #>> '{}', count(*) from perdure.executions group by 1", static row => (row.GetString(0), row.GetInt64(1)))).ToDictionary();
        for (var run = 0; run < Runs; run++) byInput[InputOf(run)].ShouldBeInRange(1, 1 + lost.GetValueOrDefault(InputOf(run)));
        foreach (string input in Acknowledged.Read(Folder).Values) byInput[input].ShouldBe(1);
        byInput.Values.Sum().ShouldBe(started);
        return started;
    }

    /// <summary>
    /// A step may have had its effect more than once; a system that drops repeated requests by their key has seen each once. One whose start is recorded first has had it no more
    /// often than its row says that it was started.
    /// </summary>
    private async Task EveryEffectHasOneKeyAsync(long started)
    {
        var keys = new Dictionary<(string Run, string Step), (string Key, int Times)>();
        foreach (string[] effect in Effects.Read(Folder))
        {
            (string, string) step = (effect[0], effect[1]);
            (string key, int times) = keys.GetValueOrDefault(step, (effect[2], 0));
            key.ShouldBe(effect[2]);
            keys[step] = (key, times + 1);
        }

        keys.Count.ShouldBe((int)(2 * started));
        keys.Values.Select(one => one.Key).Distinct().Count().ShouldBe(keys.Count);
        foreach ((string run, int attempt) in await ReadAsync("select execution_id::text, attempt from perdure.execution_steps where step_id = 'Two'", static row => (row.GetString(0), row.GetInt32(1))))
            keys[(run, "Two")].Times.ShouldBeInRange(1, attempt);
    }

    private async Task StrikeAsync(Fault fault, int victim)
    {
        WorkerProcess worker = workers[victim]!;
        switch (fault)
        {
            case Fault.WorkerKilled:
                await worker.KillAsync();
                await worker.DisposeAsync();
                workers[victim] = StartWorker(victim);
                break;
            case Fault.WorkerFrozen:
                await BeginsAsync(worker);
                await worker.FreezeAsync();
                await Wait.UntilAsync(
                    async () => await Database.ScalarAsync<bool>("select not exists (select from perdure.workers where name = $1 and not dead)", NameOf(victim)), TimeSpan.FromMinutes(1));
                await worker.ThawAsync();
                break;
            case Fault.WorkerToldToEnd:
                await BeginsAsync(worker);
                (await worker.TerminateAsync()).ShouldBe(0);
                await worker.DisposeAsync();
                workers[victim] = StartWorker(victim);
                break;
            case Fault.SessionsCut:
                await Database.ExecuteAsync(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like '%perdure %' and random() < 0.3 and pid <> pg_backend_pid()");
                break;
            default:
                await KillAClientAsync();
                break;
        }
    }

    /// <summary>One that has not begun heeds no signal yet: the system ends it, and there would be nothing to freeze.</summary>
    private Task BeginsAsync(WorkerProcess worker) => Wait.UntilAsync(async () => await CountAsync($"perdure.workers where process_id = {worker.Id} and not dead") > 0, TimeSpan.FromMinutes(1));

    private async Task KillAClientAsync()
    {
        int before = Acknowledged.Read(Folder).Count;
        await using var client = ClientProcess.Start(Database.ConnectionString, Folder);
        await Wait.UntilAsync(() => Acknowledged.Read(Folder).Count > before + 200, TimeSpan.FromMinutes(1));
        await client.KillAsync();
    }

    private async Task StartRunsAsync(WorkflowClient client)
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            for (int run = Interlocked.Increment(ref next); run < Runs; run = Interlocked.Increment(ref next)) await StartOneAsync(client, InputOf(run));
        }));
    }

    private async Task StartOneAsync(WorkflowClient client, string input)
    {
        while (true)
        {
            try
            {
                await client.StartAsync(ProcessPlans.Soak, input, cancellationToken: Token);
                return;
            }
            catch (NpgsqlException)
            {
                lost.AddOrUpdate(input, 1, static (_, times) => times + 1);
            }
        }
    }

    private Task WaitForEndedAsync(int runs) => Wait.UntilAsync(
        async () => await CountAsync("perdure.executions where finished_at is not null") >= runs, TimeSpan.FromMinutes(5), $"{runs} runs have ended");

    private Task<long> CountAsync(string from) => Database.ScalarAsync<long>($"select count(*) from {from}");

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using NpgsqlCommand command = Database.DataSource.CreateCommand(sql);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(Token);
        var rows = new List<T>();
        while (await row.ReadAsync(Token)) rows.Add(read(row));
        return rows;
    }

    private WorkerProcess StartWorker(int worker) => WorkerProcess.Start(Database.ConnectionString, NameOf(worker), Lease, maxRecoveries: 1_000, effects: Folder);

    private static string NameOf(int worker) => $"soak-{worker}";

    private static string InputOf(int run) => string.Create(CultureInfo.InvariantCulture, $"{run} ");
}
