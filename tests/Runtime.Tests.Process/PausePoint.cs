using System.Globalization;

namespace Perdure.Runtime.Tests.Process;

/// <summary>One of the product's pause points, at which this process stops for good: somebody is going to kill it there.</summary>
internal sealed class PausePoint(string name, int time, string folder)
{
    /// <summary>Says where to stop: <c>name|which time|folder</c>.</summary>
    public const string Variable = "PERDURE_TESTS_PAUSE";

    private int reached;

    /// <summary>Which point.</summary>
    public string Name => name;

    public static PausePoint? FromEnvironment() => Environment.GetEnvironmentVariable(Variable)?.Split('|') is [var name, var time, var folder]
        ? new PausePoint(name, int.Parse(time, CultureInfo.InvariantCulture), folder)
        : null;

    /// <summary>Stops where it was asked to, and says so with a file.</summary>
    public void Reach(string point)
    {
        if (point != name || Interlocked.Increment(ref reached) != time) return;
        File.WriteAllText(Path.Combine(folder, "paused"), "");
        using var never = new ManualResetEventSlim();
        never.Wait();
    }
}
