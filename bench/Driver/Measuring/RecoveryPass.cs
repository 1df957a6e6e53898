using System.Diagnostics;
using Perdure.Bench.Children;
using Perdure.Bench.Machine;
using Perdure.Bench.Results;
using Perdure.Bench.Stores;

namespace Perdure.Bench.Measuring;

/// <summary>
/// Starts many runs, holds each in its second step, kills the program, starts it again and waits until all runs have
/// ended.
/// </summary>
/// <param name="first">The program's first life.</param>
/// <param name="second">Its second.</param>
/// <param name="runs">How many runs.</param>
internal sealed class RecoveryPass(Launch first, Launch second, int runs)
{
    // A contestant with fewer places than runs never gets all of them into the second step.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    public async Task<Dictionary<string, double>> MeasureAsync(IStore store, CancellationToken cancellationToken)
    {
        using var log = new StepLog();
        var settings = new Dictionary<string, string>(store.Environment) { ["STEP_LOG"] = log.File };

        await using var firstLife = MarkedProcess.Start(first.With([], [.. settings, new("HOLD", "1")]));
        await firstLife.ReachAsync("begin", cancellationToken);
        await firstLife.GoOnAsync(cancellationToken);
        await firstLife.ReachAsync("started", cancellationToken);
        await firstLife.GoOnAsync(cancellationToken);
        await HeldAsync(log, cancellationToken);

        var held = log.Read().Count(entry => entry.Step == 2);
        var machine = MachineCpu.Read();
        var killed = Stopwatch.GetTimestamp();
        await firstLife.KillAsync();

        await using var secondLife = MarkedProcess.Start(second.With([], [.. settings, new("HOLD", "0")]));
        await secondLife.ReachAsync("begin", cancellationToken);
        await secondLife.GoOnAsync(cancellationToken);
        var said = await secondLife.ReachAsync("end", cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(killed).TotalSeconds;

        var entries = log.Read();
        return new Dictionary<string, double>
        {
            [Figure.Runs] = runs,
            [Figure.KillToDone] = seconds,
            [Figure.HeldAtKill] = held,
            [Figure.RepeatedFirstSteps] = entries.Where(entry => entry.Step == 1).CountBy(entry => entry.Run).Count(run => run.Value > 1),
            [Figure.LostRuns] = runs - said.GetValueOrDefault(Figure.Runs),
            [Figure.Stolen] = (MachineCpu.Read().Stolen - machine.Stolen).TotalSeconds / seconds,
        };
    }

    private async Task HeldAsync(StepLog log, CancellationToken cancellationToken)
    {
        var lines = 0;
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < Settled;)
        {
            await Task.Delay(Glance, cancellationToken);
            var entries = log.Read();
            if (entries.Count(entry => entry.Step == 2) >= runs)
            {
                break;
            }

            if (entries.Count > lines)
            {
                lines = entries.Count;
                since = Stopwatch.GetTimestamp();
            }
        }

        // What was entered last may not be recorded yet.
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
    }
}
