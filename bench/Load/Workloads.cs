using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Perdure.Load;

/// <summary>The workloads, each between its marks.</summary>
/// <param name="count">How many runs, steps or seconds.</param>
/// <param name="inFlight">How many runs at the same time.</param>
internal sealed class Workloads(int count, int inFlight)
{
    /// <summary>
    /// Runs before the measured part. As many as the runtime needs, which compiles what is called often a second time, in the background and beside the work: four seconds.
    /// </summary>
    private static readonly int Warm = int.TryParse(Environment.GetEnvironmentVariable("WARM"), out int warm) ? warm : 40_000;
    private static readonly bool Queued = Environment.GetEnvironmentVariable("QUEUED") == "1";

    /// <summary>Many short runs at the same time.</summary>
    public async Task ThroughputAsync()
    {
        using IHost host = await LoadHost.StartAsync([]);
        using IHost? starter = Queued ? await LoadHost.StartAsync([], worker: false) : null;
        WorkflowClient client = (starter ?? host).Client();
        await PumpAsync(Warm, inFlight, id => RunAsync(client, 1_000_000_000 + id));
        await Marks.ReachAsync("begin");
        double seconds = await PumpAsync(count, inFlight, id => RunAsync(client, id));
        await Marks.ReachAsync("end", new() { ["runs"] = count, ["secs"] = seconds, ["runs_per_s"] = count / seconds, ["warm"] = Warm });
        await host.StopAsync();
    }

    /// <summary>One run after the other, from the start to the result.</summary>
    public async Task LatencyAsync()
    {
        using IHost host = await LoadHost.StartAsync([]);
        WorkflowClient client = host.Client();
        await PumpAsync(Warm, 50, id => RunAsync(client, 1_000_000_000 + id));
        await PumpAsync(Math.Min(Warm, 500), 1, id => RunAsync(client, 1_100_000_000 + id));
        await Marks.ReachAsync("begin");
        var milliseconds = new double[count];
        for (var id = 0; id < count; id++)
        {
            long from = Stopwatch.GetTimestamp();
            await RunAsync(client, id);
            milliseconds[id] = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        }

        double total = milliseconds.Sum() / 1000;
        Array.Sort(milliseconds);
        await Marks.ReachAsync("end", new()
        {
            ["runs"] = count,
            ["secs"] = total,
            ["p50_ms"] = milliseconds[count / 2],
            ["p99_ms"] = milliseconds[Math.Min(count - 1, count * 99 / 100)],
            ["mean_ms"] = milliseconds.Average(),
            ["warm"] = Warm,
        });
        await host.StopAsync();
    }

    /// <summary>One run of many steps, one after the other.</summary>
    public async Task ChainAsync()
    {
        var stamps = new List<double>(count + 1);
        WorkflowPlan<Order, Receipt> chain = LongPlans.Chain(count, () => stamps.Add(Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency));
        using IHost host = await LoadHost.StartAsync([chain]);
        WorkflowClient client = host.Client();
        await PumpAsync(Warm, 50, id => RunAsync(client, 1_000_000_000 + id));
        await Marks.ReachAsync("begin");
        long from = Stopwatch.GetTimestamp();
        WorkflowHandle<Receipt> run = await client.StartAsync(chain, Payloads.Order(0));
        await run.GetResultAsync();
        double seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        double[] steps = [.. stamps.Skip(1).Zip(stamps, (later, earlier) => later - earlier)];
        await Marks.ReachAsync("end", new()
        {
            ["steps"] = count,
            ["secs"] = seconds,
            ["first100_ms"] = steps.Take(100).Average(),
            ["mid100_ms"] = steps.Skip((steps.Length / 2) - 50).Take(100).Average(),
            ["last100_ms"] = steps.TakeLast(100).Average(),
        });
        await host.StopAsync();
    }

    /// <summary>One run of many steps side by side.</summary>
    public async Task FanAsync()
    {
        WorkflowPlan<Order, int> fan = LongPlans.Fan(count);
        using IHost host = await LoadHost.StartAsync([fan]);
        WorkflowClient client = host.Client();
        await PumpAsync(Warm, 50, id => RunAsync(client, 1_000_000_000 + id));
        await Marks.ReachAsync("begin");
        long from = Stopwatch.GetTimestamp();
        WorkflowHandle<int> run = await client.StartAsync(fan, Payloads.Order(0));
        int joined = await run.GetResultAsync();
        double seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        if (joined != count) throw new InvalidOperationException($"The join saw {joined} of {count} results");
        await Marks.ReachAsync("end", new() { ["steps"] = count, ["secs"] = seconds, ["steps_per_s"] = count / seconds });
        await host.StopAsync();
    }

    /// <summary>The first life of the recovery: every run is held in its second step, until this process is killed.</summary>
    public async Task RecoveryFirstLifeAsync()
    {
        using IHost host = await LoadHost.StartAsync([]);
        WorkflowClient client = host.Client();
        await Marks.ReachAsync("begin");
        await PumpAsync(count, inFlight, async id => await client.StartAsync(TwoSteps.Definition, Payloads.Order(id)));
        await Marks.ReachAsync("started", new() { ["runs"] = count });
        await Task.Delay(Timeout.Infinite);
    }

    /// <summary>The second life: until every run has ended.</summary>
    public static async Task RecoverySecondLifeAsync()
    {
        long from = Stopwatch.GetTimestamp();
        using IHost host = await LoadHost.StartAsync([]);
        WorkflowClient client = host.Client();
        await Marks.ReachAsync("begin");
        Guid[] runs = await client.ListAsync(new ExecutionFilter { Workflow = TwoSteps.Definition.Name }).Select(run => run.Id).ToArrayAsync();
        await Task.WhenAll(runs.Select(run => client.WaitAsync(run).AsTask()));
        await Marks.ReachAsync("end", new() { ["runs"] = runs.Length, ["secs"] = Stopwatch.GetElapsedTime(from).TotalSeconds });
        await host.StopAsync();
    }

    /// <summary>From the start of a host to its first step, in a cold process and in a warm one.</summary>
    public async Task StartUpAsync()
    {
        double cold = await FirstStepAsync();
        for (var round = 0; round < 5; round++) await FirstStepAsync();
        await Marks.ReachAsync("begin");
        double[] warm = new double[Math.Max(1, count)];
        for (var round = 0; round < warm.Length; round++) warm[round] = await FirstStepAsync();
        Array.Sort(warm);
        await Marks.ReachAsync("end", new() { ["runs"] = warm.Length, ["first_step_ms"] = warm[warm.Length / 2], ["cold_ms"] = cold });
    }

    /// <summary>A worker with nothing to do.</summary>
    public async Task IdleAsync()
    {
        using IHost host = await LoadHost.StartAsync([]);
        WorkflowClient client = host.Client();
        await PumpAsync(Warm, 50, id => RunAsync(client, 1_000_000_000 + id));
        await Task.Delay(TimeSpan.FromSeconds(2));
        await Marks.ReachAsync("begin");
        await Task.Delay(TimeSpan.FromSeconds(count));
        await Marks.ReachAsync("end", new() { ["runs"] = 1, ["secs"] = count });
        await host.StopAsync();
    }

    /// <summary>Starts runs that nobody takes up.</summary>
    public async Task StartBacklogAsync()
    {
        using IHost host = await LoadHost.StartAsync([], worker: false);
        WorkflowClient client = host.Client();
        await client.ListAsync().FirstOrDefaultAsync();
        await Marks.ReachAsync("begin");
        double seconds = await PumpAsync(count, inFlight, async id => await client.StartAsync(TwoSteps.Definition, Payloads.Order(id)));
        await Marks.ReachAsync("end", new() { ["runs"] = count, ["secs"] = seconds, ["runs_per_s"] = count / seconds });
        await host.StopAsync();
    }

    /// <summary>A worker with default options on a database where many runs wait, until whoever measures has seen enough.</summary>
    public static async Task DrainBacklogAsync()
    {
        using IHost client = await LoadHost.StartAsync([], worker: false);
        await client.Client().ListAsync().FirstOrDefaultAsync();
        await Marks.ReachAsync("begin");
        using IHost host = await LoadHost.StartAsync([], roomy: false);
        await Marks.ReachAsync("draining");
        await host.StopAsync();
    }

    private static async Task<double> FirstStepAsync()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using IHost host = LoadHost.Build([LongPlans.Chain(1, () => entered.TrySetResult())], worker: true);
        long from = Stopwatch.GetTimestamp();
        await host.StartAsync();
        WorkflowHandle<Receipt> run = await host.Client().StartAsync(LongPlans.Chain(1, static () => { }), Payloads.Order(0));
        await entered.Task;
        double milliseconds = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        await run.GetResultAsync();
        await host.StopAsync();
        return milliseconds;
    }

    private static async Task RunAsync(WorkflowClient client, int id)
    {
        WorkflowHandle<Receipt> run = await client.StartAsync(TwoSteps.Definition, Payloads.Order(id));
        await run.GetResultAsync();
    }

    /// <summary>Does something so many times, so many at the same time.</summary>
    /// <returns>How long it took, in seconds.</returns>
    private static async Task<double> PumpAsync(int times, int atOnce, Func<int, Task> act)
    {
        int next = -1;
        long from = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(times, atOnce)).Select(_ => Task.Run(async () =>
        {
            for (int id = Interlocked.Increment(ref next); id < times; id = Interlocked.Increment(ref next)) await act(id);
        })));
        return Stopwatch.GetElapsedTime(from).TotalSeconds;
    }
}
