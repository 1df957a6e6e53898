using System.Diagnostics;
using System.Globalization;

namespace Perdure.Embedded.Tests;

/// <summary>Another process that uses an embedded server.</summary>
internal sealed class OtherUser : IDisposable
{
    private readonly Process process;

    private OtherUser(Process process) => this.process = process;

    /// <summary>Starts the process; it is on its way to a server.</summary>
    public static OtherUser Begin(string folder, string lifetime = "shared")
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Perdure.Embedded.Tests.Process.dll");
        var start = new ProcessStartInfo("dotnet", [program, folder, lifetime])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new OtherUser(Process.Start(start)!);
    }

    /// <summary>Waits until the process has its server.</summary>
    public async Task<UsedServer> ServerAsync()
    {
        var line = await this.process.StandardOutput.ReadLineAsync();
        if (line is null)
        {
            throw new InvalidOperationException($"The process ended without a server: {await this.process.StandardError.ReadToEndAsync()}");
        }

        var fields = line.Split(' ', 4);
        return new UsedServer(Number(fields[0]), Number(fields[1]), bool.Parse(fields[2]), fields[3]);
    }

    /// <summary>Ends the process at once, as `kill -9` does: nothing of its own runs any more.</summary>
    public async Task KillAsync()
    {
        this.process.Kill();
        await this.process.WaitForExitAsync();
    }

    /// <summary>Lets the process end in peace.</summary>
    public async Task LeaveAsync()
    {
        this.process.StandardInput.Close();
        await this.process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!this.process.HasExited)
        {
            this.process.Kill();
        }

        this.process.Dispose();
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>What another process says of its server.</summary>
internal sealed record UsedServer(int ProcessId, int Port, bool WasAdopted, string Folder);
