using System.Globalization;
using System.Text.RegularExpressions;
using Perdure.Bench.Children;
using Perdure.Bench.Contests;
using Perdure.Bench.Results;
using Perdure.Bench.Stores;

namespace Perdure.Bench.Measuring;

/// <summary>Lets pgbench repeat a script for a while: what the server does at most in that shape.</summary>
/// <param name="paths">Where the scripts are.</param>
/// <param name="programs">Where pgbench is.</param>
internal sealed partial class PgBenchPass(Paths paths, string programs)
{
    /// <summary>About 200 bytes of JSON, as every contestant's.</summary>
    private const string Payload =
        """{"id": 1234567, "customer": "c1234567", "note": "q8Zt2LmX0vRc5KpYd7HsW3bNfJ6gAe9UoT1iVxB4kDzQyMlGhSrFwPjCnEa0uO5X7t3Zb8Lm2RkV6cHpYd9sW1gNfJ4qAeTiUvBxKoDz3QyMlG5hSrFwP8jCnEa7uO2X6t0ZbLm9RkV1c"}""";

    public async Task<Dictionary<string, double>> MeasureAsync(Script script, TimeSpan length, PostgresStore store, CancellationToken cancellationToken)
    {
        await using (var schema = store.Source.CreateCommand(await File.ReadAllTextAsync(paths.Limit("schema.sql"), cancellationToken)))
        {
            await schema.ExecuteNonQueryAsync(cancellationToken);
        }

        // The driver's own sessions would count as the server's work when they end.
        store.Source.Clear();
        var before = await Reading.TakeAsync(store, cancellationToken);
        var said = await RunAsync(Arguments(script, length), store, cancellationToken);
        var after = await Reading.TakeAsync(store, cancellationToken);

        var runs = Number(Processed(), said) * script.RunsEach;
        var figures = before.Until(after, runs);
        await WholeLife.AddAsync(figures, store, before.Log, runs, cancellationToken);
        figures[Figure.Runs] = runs;
        figures[Figure.Seconds] = length.TotalSeconds;
        figures[Figure.RunsPerSecond] = Number(PerSecond(), said) * script.RunsEach;
        return figures;
    }

    private static double Number(Regex pattern, string said) => pattern.Match(said) is { Success: true } match
        ? double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture)
        : throw new ChildFailedException($"pgbench did not say what was expected, but:\n{said}");

    private static IEnumerable<string> Payloads(Script script)
    {
        if (script.RunsEach == 1)
        {
            return ["-D", $"payload={Payload}"];
        }

        // Two variables, because one argument of a program holds no more than 128 KB.
        var quoted = $"\"{Payload.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        var half = $"{{{string.Join(',', Enumerable.Repeat(quoted, script.RunsEach / 2))}}}";
        return ["-D", $"half={half}", "-D", $"other={half}"];
    }

    private List<string> Arguments(Script script, TimeSpan length) =>
    [
        "-n", "-M", "prepared",
        "-c", script.Clients.ToString(CultureInfo.InvariantCulture),
        "-j", Math.Min(script.Clients, Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture),
        "-T", ((int)length.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        "-f", paths.Limit(script.File),
        .. Payloads(script),
    ];

    private async Task<string> RunAsync(List<string> arguments, PostgresStore store, CancellationToken cancellationToken)
    {
        using var process = new Launch(Path.Combine(programs, "pgbench"), arguments, store.Environment).Start();
        try
        {
            var said = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var complained = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? await said : throw new ChildFailedException($"pgbench ended with code {process.ExitCode}:\n{complained}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex(@"actually processed: (?<number>\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Processed();

    [GeneratedRegex(@"tps = (?<number>[\d.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex PerSecond();
}
