using System.Diagnostics;
using System.Globalization;
using Perdure.Runtime.Tests.Process;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>A worker in a process of its own.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly System.Diagnostics.Process process;

    private WorkerProcess(System.Diagnostics.Process process) => this.process = process;

    public int Id => process.Id;

    public static WorkerProcess Start(string connectionString, string name, double lease, double grace = 10, string? pause = null, int maxRecoveries = 5, string? effects = null)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Perdure.Runtime.Tests.Process.dll");
        var start = new ProcessStartInfo("dotnet", [program, connectionString, name, Text(lease), Text(grace), Text(maxRecoveries)]);
        if (effects is not null) start.Environment[Effects.Variable] = effects;
        if (pause is not null) start.Environment[PausePoint.Variable] = pause;
        return new WorkerProcess(System.Diagnostics.Process.Start(start)!);
    }

    /// <summary>As a power cut would: nothing of it runs any more.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Whether it has ended by itself, or was killed.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>Freezes it: it does not know.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>Asks it to end, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private static string Text(double seconds) => seconds.ToString(CultureInfo.InvariantCulture);

    private async Task SignalAsync(string signal)
    {
        using System.Diagnostics.Process kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
