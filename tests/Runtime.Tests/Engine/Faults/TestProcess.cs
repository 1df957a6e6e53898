using System.Diagnostics;
using System.Globalization;
using Perdure.Tests;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>A process that a test kills, freezes or tells to end.</summary>
internal abstract class TestProcess(System.Diagnostics.Process process) : IAsyncDisposable
{
    private bool disposed;

    public int Id => process.Id;

    /// <summary>Whether it has ended by itself, or was killed.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>As a power cut would: nothing of it runs any more.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

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
        if (disposed) return;
        disposed = true;
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    /// <summary>The program of such processes, with arguments.</summary>
    protected static ProcessStartInfo Program(params string[] arguments) => new("dotnet", [WorkerProgram.PathOf("Runtime.Tests.Process"), .. arguments]);

    protected static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task SignalAsync(string signal)
    {
        using System.Diagnostics.Process kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
