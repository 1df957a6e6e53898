using System.Text.Json;
using Perdure.Load;

namespace Perdure.GroupCommit;

/// <summary>Runs as the load program's, each waiting for each of its checkpoints.</summary>
/// <param name="log">Where the checkpoints go.</param>
internal sealed class Runs(SharedCommits log)
{
    private long last;

    /// <summary>Two steps, one after the other.</summary>
    public async Task TwoStepsAsync(int id)
    {
        var run = await StartAsync(id);
        var one = Payloads.Receipt("one", id);
        await log.WriteAsync(new Checkpoint(Said.StepDone, run, 1, Json(one)));
        var two = Payloads.Receipt("two", one.Of);
        await log.WriteAsync(new Checkpoint(Said.StepDone, run, 2, Json(two)));
        await EndAsync(run, two);
    }

    /// <summary>Many steps, one after the other.</summary>
    public async Task ChainAsync(int steps, Action entered)
    {
        var run = await StartAsync(0);
        for (var step = 0; step < steps; step++)
        {
            entered();
            await log.WriteAsync(new Checkpoint(Said.StepDone, run, step, Json(Payloads.Receipt("s", step))));
        }

        await EndAsync(run, Payloads.Receipt("s", steps));
    }

    /// <summary>Many steps side by side.</summary>
    public async Task FanAsync(int steps)
    {
        var run = await StartAsync(0);
        await Task.WhenAll(Enumerable.Range(0, steps).Select(step => log.WriteAsync(new Checkpoint(Said.StepDone, run, step, Json(Payloads.Receipt("f", step))))));
        await EndAsync(run, Payloads.Receipt("join", steps));
    }

    private async Task<long> StartAsync(int id)
    {
        var run = Interlocked.Increment(ref this.last);
        await log.WriteAsync(new Checkpoint(Said.Started, run, 0, JsonSerializer.SerializeToUtf8Bytes(Payloads.Order(id), LoadJson.Default.Order)));
        return run;
    }

    private Task EndAsync(long run, Receipt result) => log.WriteAsync(new Checkpoint(Said.Ended, run, 0, Json(result)));

    private static byte[] Json(Receipt receipt) => JsonSerializer.SerializeToUtf8Bytes(receipt, LoadJson.Default.Receipt);
}
