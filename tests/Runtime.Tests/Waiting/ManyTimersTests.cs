using Microsoft.Extensions.DependencyInjection;
using Perdure.Coordination;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Waiting;

/// <summary>Runs that wait for a time cost their rows, and nothing else. <c>PERDURE_TIMERS</c> makes them more.</summary>
public sealed class ManyTimersTests(MigratedServer server) : EngineTest(server)
{
    private static readonly int Timers = TestSize.Of("PERDURE_TIMERS", 3_000);

    private static readonly WorkflowPlan<string, string> Later = TestPlan.Of(
        "later",
        static (_, call) => new(call.Take()),
        new StepPlan("Late") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, Delay = TimeSpan.FromDays(7) });

    protected override TimeSpan Limit => base.Limit + TimeSpan.FromMilliseconds(5 * Timers);

    [Fact]
    public async Task NobodyHoldsThemAndNobodyAsksForThemUntilTheyAreDue()
    {
        WatchedStore watch = null!;
        TestHost host = await StartAsync([Later], options => (options.SlowPoll, options.Heartbeat) = (TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(50)), services: Behind(inner => watch = new(inner)));
        LocalWorker worker = host.Host.Services.GetRequiredService<LocalWorker>();
        await host.Client.StartManyAsync(Later, Enumerable.Range(0, Timers).Select(number => $"{number}"), cancellationToken: Token);
        await Wait.UntilAsync(async () => await CountAsync("status = 'WAITING' and holder is null") == Timers && worker.Latest?.Held == 0, Limit, "all are parked");

        // It asks once more, from the start of the queue, is told when the first is due, and sleeps.
        await Wait.UntilAsync(async () => await WhileItBeatsAsync(watch, 5) == (0, 0) && watch.HasSeenAll, Limit, "the worker rests");

        (await WhileItBeatsAsync(watch, 20)).ShouldBe((0, 0));
        await Database.ExecuteAsync("update perdure.execution_steps set due_at = perdure.now()");
        await Database.ExecuteAsync("update perdure.ready set due = perdure.now(), rank = perdure.rank(perdure.now(), 0)");
        await StartAsync(Later);
        await Wait.UntilAsync(async () => await CountAsync("status = 'SUCCESS'") == Timers, Limit, "all have ended");
    }

    private Task<long> CountAsync(string condition) => Database.ScalarAsync<long>($"select count(*) from perdure.executions where {condition}");

    /// <summary>What is asked while the lease is prolonged a few times.</summary>
    private static async Task<(int Claims, int Polls)> WhileItBeatsAsync(WatchedStore watch, int times)
    {
        (int claims, int polls, int beats) = (watch.Claims, watch.Polls, watch.Beats);
        await Wait.UntilAsync(() => watch.Beats >= beats + times);
        return (watch.Claims - claims, watch.Polls - polls);
    }
}
