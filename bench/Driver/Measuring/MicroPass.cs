using Perdure.Bench.Children;
using Perdure.Bench.Results;

namespace Perdure.Bench.Measuring;

/// <summary>Runs the micro benchmarks, which need no database.</summary>
/// <param name="paths">Where their program is.</param>
internal sealed class MicroPass(Paths paths)
{
    public async Task<IReadOnlyList<MicroBenchmark>> MeasureAsync(bool quick, CancellationToken cancellationToken)
    {
        var artifacts = Directory.CreateTempSubdirectory("perdure-micro-").FullName;
        try
        {
            // A dry run calls each benchmark once: it works, and how fast it is nobody knows.
            var arguments = new List<string> { paths.Program("Micro"), "--filter", "*", "--artifacts", artifacts };
            if (quick)
            {
                arguments.Add("--dry");
            }

            using var process = new Launch("dotnet", arguments, new Dictionary<string, string>()).Start();
            var complained = process.StandardError.ReadToEndAsync(cancellationToken);
            var said = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            var reports = Directory.GetFiles(artifacts, "*-report-brief.json", SearchOption.AllDirectories);
            return process.ExitCode == 0 && reports.Length > 0
                ? [.. reports.Order(StringComparer.Ordinal).SelectMany(report => MicroBenchmark.Parse(File.ReadAllText(report)))]
                : throw new ChildFailedException($"The micro benchmarks ended with code {process.ExitCode}:\n{await complained}\n{said[^Math.Min(said.Length, 2_000)..]}");
        }
        finally
        {
            Directory.Delete(artifacts, recursive: true);
        }
    }
}
