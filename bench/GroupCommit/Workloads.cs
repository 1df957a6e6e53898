using System.Diagnostics;
using Perdure.Load;

namespace Perdure.GroupCommit;

/// <summary>The workloads, each between its marks.</summary>
/// <param name="runs">The runs.</param>
/// <param name="count">How many runs or steps.</param>
/// <param name="inFlight">How many runs at the same time.</param>
internal sealed class Workloads(Runs runs, int count, int inFlight)
{
    private static readonly int Warm = int.TryParse(Environment.GetEnvironmentVariable("WARM"), out var warm) ? warm : 200;

    public async Task ThroughputAsync()
    {
        await PumpAsync(Warm, inFlight);
        await Marks.ReachAsync("begin");
        var seconds = await PumpAsync(count, inFlight);
        await Marks.ReachAsync("end", new() { ["runs"] = count, ["secs"] = seconds, ["runs_per_s"] = count / seconds, ["warm"] = Warm });
    }

    public async Task LatencyAsync()
    {
        await PumpAsync(Warm, 1);
        await Marks.ReachAsync("begin");
        var milliseconds = new double[count];
        for (var id = 0; id < count; id++)
        {
            var from = Stopwatch.GetTimestamp();
            await runs.TwoStepsAsync(id);
            milliseconds[id] = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        }

        var seconds = milliseconds.Sum() / 1000;
        Array.Sort(milliseconds);
        await Marks.ReachAsync("end", new()
        {
            ["runs"] = count,
            ["secs"] = seconds,
            ["p50_ms"] = milliseconds[count / 2],
            ["p99_ms"] = milliseconds[Math.Min(count - 1, count * 99 / 100)],
            ["mean_ms"] = milliseconds.Average(),
            ["warm"] = Warm,
        });
    }

    public async Task ChainAsync()
    {
        await PumpAsync(Math.Min(Warm, 50), 10);
        await Marks.ReachAsync("begin");
        var stamps = new List<long>(count);
        var from = Stopwatch.GetTimestamp();
        await runs.ChainAsync(count, () => stamps.Add(Stopwatch.GetTimestamp()));
        var seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        double[] steps = [.. stamps.Skip(1).Zip(stamps, (later, earlier) => Stopwatch.GetElapsedTime(earlier, later).TotalMilliseconds)];
        await Marks.ReachAsync("end", new()
        {
            ["steps"] = count,
            ["secs"] = seconds,
            ["first100_ms"] = steps.Take(100).Average(),
            ["mid100_ms"] = steps.Skip((steps.Length / 2) - 50).Take(100).Average(),
            ["last100_ms"] = steps.TakeLast(100).Average(),
        });
    }

    public async Task FanAsync()
    {
        await PumpAsync(Math.Min(Warm, 50), 10);
        await Marks.ReachAsync("begin");
        var from = Stopwatch.GetTimestamp();
        await runs.FanAsync(count);
        var seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        await Marks.ReachAsync("end", new() { ["steps"] = count, ["secs"] = seconds, ["steps_per_s"] = count / seconds });
    }

    private async Task<double> PumpAsync(int times, int atOnce)
    {
        var next = -1;
        var from = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(times, atOnce)).Select(_ => Task.Run(async () =>
        {
            for (var id = Interlocked.Increment(ref next); id < times; id = Interlocked.Increment(ref next))
            {
                await runs.TwoStepsAsync(id);
            }
        })));
        return Stopwatch.GetElapsedTime(from).TotalSeconds;
    }
}
