using System.Globalization;

namespace Perdure.Bench.Measuring;

/// <summary>A line of the step log: a process entered a step of a run.</summary>
internal readonly record struct StepEntry(int Run, int Step, int Process);

/// <summary>The file in which the programs of the recovery workload note each step that they enter. It outlives them.</summary>
internal sealed class StepLog : IDisposable
{
    /// <summary>Where it is, for the programs.</summary>
    public string File { get; } = Path.GetTempFileName();

    public IReadOnlyList<StepEntry> Read()
    {
        using var stream = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    public void Dispose() => System.IO.File.Delete(File);

    /// <summary>Reads the lines that are whole: the last one may be in the making.</summary>
    internal static IReadOnlyList<StepEntry> Parse(string text) =>
    [
        .. text[..(text.LastIndexOf('\n') + 1)]
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Select(fields => new StepEntry(Number(fields[0]), Number(fields[1]), Number(fields[2]))),
    ];

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);
}
