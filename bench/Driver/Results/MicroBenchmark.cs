using System.Text.Json;

namespace Perdure.Bench.Results;

/// <summary>What BenchmarkDotNet found for one benchmark.</summary>
/// <param name="Name">Its class and method.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Nanoseconds">How long it takes: the median.</param>
/// <param name="Bytes">What it allocates.</param>
internal sealed record MicroBenchmark(string Name, string Parameters, double Nanoseconds, double Bytes)
{
    /// <summary>Reads a brief report in JSON.</summary>
    public static IReadOnlyList<MicroBenchmark> Parse(string report)
    {
        using var json = JsonDocument.Parse(report);
        return
        [
            .. json.RootElement.GetProperty("Benchmarks").EnumerateArray().Select(benchmark => new MicroBenchmark(
                $"{Text(benchmark, "Type").Replace("Benchmarks", "", StringComparison.Ordinal)}: {Text(benchmark, "Method")}",
                Text(benchmark, "Parameters").Replace("=", " ", StringComparison.Ordinal),
                benchmark.GetProperty("Statistics").GetProperty("Median").GetDouble(),
                benchmark.GetProperty("Memory").GetProperty("BytesAllocatedPerOperation").GetDouble())),
        ];
    }

    private static string Text(JsonElement benchmark, string property) => benchmark.GetProperty(property).GetString() ?? "";
}
