using Perdure.Bench.Children;
using Perdure.Bench.Results;
using Perdure.Bench.Stores;

namespace Perdure.Bench.Measuring;

/// <summary>Runs a program that marks, and reads the counters at its marks.</summary>
internal static class MarkedPass
{
    /// <summary>Measures one pass.</summary>
    /// <param name="launch">The program, with the workload.</param>
    /// <param name="store">The store that it finds in its environment.</param>
    /// <param name="meanwhile">What else happens between the marks, given the program's process; ends when its token says so.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <param name="settle">What is done between the warm-up and the first reading.</param>
    public static async Task<Dictionary<string, double>> MeasureAsync(
        Launch launch, IStore store, Func<int, CancellationToken, Task>? meanwhile, CancellationToken cancellationToken, Func<CancellationToken, Task>? settle = null)
    {
        await using var program = MarkedProcess.Start(launch.With([], store.Environment));
        await program.ReachAsync("begin", cancellationToken);
        if (settle is not null)
        {
            await settle(cancellationToken);
        }

        var before = await Reading.TakeAsync(store, program.Id, cancellationToken);

        using var measured = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var beside = meanwhile?.Invoke(program.Id, measured.Token) ?? Task.CompletedTask;
        await program.GoOnAsync(cancellationToken);
        var said = await program.ReachAsync("end", cancellationToken);

        var after = await Reading.TakeAsync(store, program.Id, cancellationToken);
        await measured.CancelAsync();
        await beside;
        await program.GoOnAsync(cancellationToken);
        await program.EndAsync(cancellationToken);

        var figures = before.Until(after, said.GetValueOrDefault(Figure.Runs, 1));
        foreach (var (name, value) in said)
        {
            figures[name] = value;
        }

        return figures;
    }
}
