using System.Collections.Concurrent;
using System.Diagnostics;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Queues hold over all workers what they say: how many attempts run at the same time, how many of one key, and how many begin in a second.</summary>
public sealed class QueueTests(MigratedServer server) : EngineTest(server)
{
    protected override TimeSpan Limit => TimeSpan.FromMinutes(2);

    [Fact]
    public async Task AStepWaitsInLineBeginsWithItsSlotAndGivesItBack()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = QueuePlans.Single("slots", "gpu", GatedBy(gate), hasKey: true);
        TestHost host = await StartAsync([plan], null, build: QueuePlans.Declare(new QueuePlan("gpu") { Concurrency = 1 }));

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "tenant:1", cancellationToken: Token);
        await gate.WaitForAsync();
        (await Database.ScalarAsync<string>("select queue || ' ' || key || ' ' || step_id from perdure.queue_slots where execution_id = $1", run.Id)).ShouldBe("gpu tenant One");
        gate.Open();
        (await run.GetResultAsync(Token)).ShouldBe("tenant:1");

        await NobodyIsInAQueueAsync();
        (await EventsAsync(run.Id, "STEP%")).ShouldBe("STEP_WAITING One/0, STEP_STARTED One/1, STEP_COMPLETED One/1");
    }

    [Fact]
    public async Task FiveWorkersNeverRunMoreThanTheQueueAllowsNorMoreOfAKey()
    {
        var watch = new Watch();
        WorkflowPlan<string[], string[]> plan = QueuePlans.Map("many", "gpu", watch.RunAsync, hasKey: true);
        var queue = new QueuePlan("gpu") { Concurrency = 4, KeyConcurrency = 1 };
        for (var worker = 0; worker < 5; worker++) await StartAsync([plan], null, build: QueuePlans.Declare(queue));
        TestHost client = await StartClientAsync();

        string[][] inputs = [.. Enumerable.Range(0, 6).Select(run => Enumerable.Range(0, 50).Select(item => $"key{item % 7}:{run}/{item}").ToArray())];
        WorkflowHandle<string[]>[] runs = await Task.WhenAll(inputs.Select(input => client.Client.StartAsync(plan, input, cancellationToken: Token).AsTask()));
        for (var run = 0; run < runs.Length; run++) (await runs[run].GetResultAsync(Token)).ShouldBe(inputs[run]);

        watch.Most.ShouldBe(4, "all slots are used, and no more");
        watch.MostOfAKey.ShouldBe(1);
        await NobodyIsInAQueueAsync();
    }

    [Fact]
    public async Task ARateHoldsOverAllWorkers()
    {
        var watch = new Watch();
        WorkflowPlan<string[], string[]> plan = QueuePlans.Map("paced", "model", watch.RunAsync);
        for (var worker = 0; worker < 3; worker++) await StartAsync([plan], null, build: QueuePlans.Declare(new QueuePlan("model") { RatePerSecond = 20, Burst = 2 }));
        TestHost client = await StartClientAsync();
        long from = Stopwatch.GetTimestamp();

        WorkflowHandle<string[]>[] runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.Client.StartAsync(plan, ["a", "b", "c", "d", "e"], cancellationToken: Token).AsTask()));
        foreach (WorkflowHandle<string[]> run in runs) await run.GetResultAsync(Token);

        // Two at once, and one more every 50 ms.
        Stopwatch.GetElapsedTime(from).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(18 * 50));
        Stopwatch.GetElapsedTime(from).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task AKeyWithMuchToDoHoldsUpNoOther()
    {
        var gate = new Gate();
        var order = new ConcurrentQueue<string>();
        WorkflowPlan<string[], string[]> plan = QueuePlans.Map("fair", "gpu", async call =>
        {
            order.Enqueue(call.Item());
            if (order.Count == 1) await gate.EnterAsync("first", call.CancellationToken);
            return call.Item();
        }, hasKey: true);
        TestHost host = await StartAsync([plan], null, build: QueuePlans.Declare(new QueuePlan("gpu") { Concurrency = 1 }));
        WorkflowHandle<string[]> many = await host.Client.StartAsync(plan, [.. Enumerable.Range(0, 100).Select(item => $"many:{item}")], cancellationToken: Token);
        await gate.WaitForAsync();
        WorkflowHandle<string[]> few = await host.Client.StartAsync(plan, ["few:0", "few:1"], cancellationToken: Token);
        await WaitForLineAsync("key = 'few'", 2);

        gate.Open();
        await few.GetResultAsync(Token);
        await many.GetResultAsync(Token);

        order.Take(4).Select(item => item.Split(':')[0]).ShouldBe(["many", "few", "many", "few"], "they take turns");
    }

    [Fact]
    public async Task WithoutKeysARunOfHigherPriorityComesFirst()
    {
        var gate = new Gate();
        var order = new ConcurrentQueue<string>();
        WorkflowPlan<string, string> plan = QueuePlans.Single("ranked", "gpu", async call =>
        {
            order.Enqueue(call.Take());
            if (order.Count == 1) await gate.EnterAsync("first", call.CancellationToken);
            return call.Take();
        });
        TestHost host = await StartAsync([plan], null, build: QueuePlans.Declare(new QueuePlan("gpu") { Concurrency = 1 }));
        WorkflowHandle<string> first = await host.Client.StartAsync(plan, "first", cancellationToken: Token);
        await gate.WaitForAsync();
        WorkflowHandle<string> low = await host.Client.StartAsync(plan, "low", cancellationToken: Token);
        await WaitForLineAsync("true", 1);
        WorkflowHandle<string> high = await host.Client.StartAsync(plan, "high", new StartOptions { Priority = 10 }, Token);
        await WaitForLineAsync("true", 2);

        gate.Open();
        foreach (WorkflowHandle<string> run in new[] { first, low, high }) await run.GetResultAsync(Token);

        order.ShouldBe(["first", "high", "low"]);
    }

    [Fact]
    public async Task WhileAStepWaitsForItsNextAttemptAnotherHasItsSlot()
    {
        var order = new ConcurrentQueue<string>();
        WorkflowPlan<string, string> plan = QueuePlans.Single(
            "retried", "gpu",
            call =>
            {
                order.Enqueue($"{call.Take()} {call.Context.Attempt}");
                return call.Take() == "fails" && call.Context.Attempt == 1 ? throw new IOException("not yet") : new(call.Take());
            },
            retry: new RetryPolicy(2) { Delay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1), Jitter = 0 });
        TestHost host = await StartAsync([plan], null, build: QueuePlans.Declare(new QueuePlan("gpu") { Concurrency = 1 }));
        WorkflowHandle<string> fails = await host.Client.StartAsync(plan, "fails", cancellationToken: Token);
        await WaitForStatusAsync(fails.Id, "WAITING");
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where due_at is not null") == 1, description: "it waits for its next attempt");
        await NobodyIsInAQueueAsync();

        (await (await host.Client.StartAsync(plan, "other", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("other");
        await MakeDueAsync(fails.Id);
        (await fails.GetResultAsync(Token)).ShouldBe("fails");

        order.ShouldBe(["fails 1", "other 1", "fails 2"]);
        (await EventsAsync(fails.Id, "STEP%")).ShouldBe("STEP_WAITING One/0, STEP_STARTED One/1, STEP_FAILED One/1, STEP_RETRY_SCHEDULED One/1, STEP_WAITING One/1, STEP_STARTED One/2, STEP_COMPLETED One/2");
    }

    [Fact]
    public async Task AKeyThatFailsOrCannotBeStoredFailsItsStepAndNamesTheMethod()
    {
        WorkflowPlan<string, string> throwing = QueuePlans.Keyed("throwing", "gpu", static _ => throw new InvalidOperationException("no tenant"));
        WorkflowPlan<string, string> endless = QueuePlans.Keyed("endless", "gpu", static _ => new string('x', 201));
        WorkflowPlan<string, string> none = QueuePlans.Keyed("none", "gpu", static _ => null);
        TestHost host = await StartAsync([throwing, endless, none], null, build: QueuePlans.Declare(new QueuePlan("gpu") { Concurrency = 1 }));

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await (await host.Client.StartAsync(throwing, "x", cancellationToken: Token)).GetResultAsync(Token))).Error;
        (error.Type, error.Message, error.Inner).ShouldBe((typeof(InvalidOperationException).FullName, "'Key', the key of queue 'gpu' at step 'One', threw: no tenant", null));
        (await Should.ThrowAsync<WorkflowFailedException>(async () => await (await host.Client.StartAsync(endless, "x", cancellationToken: Token)).GetResultAsync(Token)))
            .Message.ShouldContain("'Key', the key of queue 'gpu' at step 'One', returned a text of 201 characters: it may have 200");
        (await (await host.Client.StartAsync(none, "x", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("x");
        await NobodyIsInAQueueAsync();
    }

    [Fact]
    public async Task AQueueThatNoRegistryDeclaresIsNamedAtTheStart()
    {
        WorkflowPlan<string, string> plan = QueuePlans.Single("lost", "gpu", static call => new(call.Take()));

        (await Should.ThrowAsync<PerdureConfigurationException>(() => StartAsync(plan))).Message.ShouldContain("Step 'One' of workflow 'lost@1' is on queue 'gpu', which no registry declares");
    }

    private static Func<StepCall, ValueTask<object?>> GatedBy(Gate gate) => async call =>
    {
        await gate.EnterAsync(call.Take(), call.CancellationToken);
        return call.Take();
    };

    private async Task NobodyIsInAQueueAsync() =>
        (await Database.ScalarAsync<long>("select (select count(*) from perdure.queue_slots) + (select count(*) from perdure.queue_waiters)")).ShouldBe(0);

    private Task WaitForLineAsync(string which, long count) =>
        Wait.UntilAsync(async () => await Database.ScalarAsync<long>($"select count(*) from perdure.queue_waiters where {which}") == count, description: $"{count} stand in line");

    /// <summary>Counts the attempts that run at the same time.</summary>
    private sealed class Watch
    {
        private readonly Lock gate = new();
        private readonly Dictionary<string, int> running = new(StringComparer.Ordinal);

        public int Most { get; private set; }

        public int MostOfAKey { get; private set; }

        public async ValueTask<object?> RunAsync(StepCall call)
        {
            string item = call.Item();
            string key = item.Split(':')[0];
            Count(key, 1);
            for (var turn = 0; turn < 20; turn++) await Task.Yield();
            Count(key, -1);
            return item;
        }

        private void Count(string key, int change)
        {
            lock (gate)
            {
                running[key] = running.GetValueOrDefault(key) + change;
                Most = Math.Max(Most, running.Values.Sum());
                MostOfAKey = Math.Max(MostOfAKey, running[key]);
            }
        }
    }
}
