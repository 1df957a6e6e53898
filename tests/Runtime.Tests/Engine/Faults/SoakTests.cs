using System.Globalization;
using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>Very many runs on three workers that are killed, frozen, told to end and cut off at random; afterwards everything has happened, once, and everything that holds still holds.</summary>
public sealed class SoakTests(MigratedServer server) : FaultTest(server)
{
    private const double Lease = 1.5;

    /// <summary>Each fault strikes when so many more runs have ended, so that all strike in the middle of the work.</summary>
    private const int Between = 5_000;

    private static readonly int Runs = int.TryParse(Environment.GetEnvironmentVariable("PERDURE_SOAK_RUNS"), CultureInfo.InvariantCulture, out int runs) ? runs : 100_000;

    private readonly WorkerProcess[] workers = new WorkerProcess[3];

    protected override TimeSpan Limit => TimeSpan.FromMinutes(10);

    [Fact]
    public async Task OfAHundredThousandRunsNoneIsLostAndNoneIsDoneTwice()
    {
        for (var worker = 0; worker < workers.Length; worker++) workers[worker] = StartWorker(worker);
        TestHost client = await StartClientAsync();
        Task starting = StartRunsAsync(client.Client);
        var random = new Random(20_261);
        for (int ended = Between; ended < Runs; ended += Between)
        {
            await WaitForEndedAsync(ended);
            await StrikeAsync(random.Next(4), random.Next(workers.Length));
        }

        await starting;
        await WaitForEndedAsync(Runs);
        foreach (WorkerProcess worker in workers) await worker.DisposeAsync();

        (await Database.ScalarAsync<long>("select count(*) from perdure.executions where status = 'SUCCESS' and output #>> '{}' = (input #>> '{}') || 'One Two '")).ShouldBe(Runs);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where status = 'SUCCESS'")).ShouldBe(2 * Runs);
        EveryEffectHasOneKey();
    }

    /// <summary>A step may have had its effect more than once; a system that drops repeated requests by their key has seen each once.</summary>
    private void EveryEffectHasOneKey()
    {
        var keys = new Dictionary<(string Run, string Step), string>();
        foreach (string[] effect in Effects.Read(Folder))
        {
            (string, string) step = (effect[0], effect[1]);
            if (!keys.TryAdd(step, effect[2])) keys[step].ShouldBe(effect[2]);
        }

        keys.Count.ShouldBe(2 * Runs);
        keys.Values.Distinct().Count().ShouldBe(2 * Runs);
    }

    private async Task StrikeAsync(int fault, int victim)
    {
        switch (fault)
        {
            case 0:
                await workers[victim].KillAsync();
                await workers[victim].DisposeAsync();
                workers[victim] = StartWorker(victim);
                break;
            case 1:
                await workers[victim].FreezeAsync();
                await Wait.UntilAsync(
                    async () => await Database.ScalarAsync<bool>("select not exists (select from perdure.workers where name = $1 and not dead)", NameOf(victim)), TimeSpan.FromMinutes(1));
                await workers[victim].ThawAsync();
                break;
            case 2:
                (await workers[victim].TerminateAsync()).ShouldBe(0);
                await workers[victim].DisposeAsync();
                workers[victim] = StartWorker(victim);
                break;
            default:
                await Database.ExecuteAsync(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like '%perdure %' and random() < 0.3 and pid <> pg_backend_pid()");
                break;
        }
    }

    private async Task StartRunsAsync(WorkflowClient client)
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            for (int run = Interlocked.Increment(ref next); run < Runs; run = Interlocked.Increment(ref next)) await StartOneAsync(client, run);
        }));
    }

    /// <summary>A start whose answer was lost may have happened: whoever starts runs looks, and starts again where it has not.</summary>
    private async Task StartOneAsync(WorkflowClient client, int run)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{run} ");
        while (true)
        {
            try
            {
                await client.StartAsync(ProcessPlans.Soak, text, cancellationToken: Token);
                return;
            }
            catch (Npgsql.NpgsqlException)
            {
                if (await IsStartedAsync(text)) return;
            }
        }
    }

    private async Task<bool> IsStartedAsync(string text) => await Database.ScalarAsync<bool>("select exists (select from perdure.executions where input #>> '{}' = $1)", text);

    private Task WaitForEndedAsync(int runs) => Wait.UntilAsync(
        async () => await Database.ScalarAsync<long>("select count(*) from perdure.executions where finished_at is not null") >= runs, TimeSpan.FromMinutes(5), $"{runs} runs have ended");

    private WorkerProcess StartWorker(int worker) => WorkerProcess.Start(Database.ConnectionString, NameOf(worker), Lease, maxRecoveries: 1_000, effects: Folder);

    private static string NameOf(int worker) => $"soak-{worker}";
}
