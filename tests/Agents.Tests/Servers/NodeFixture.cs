using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Perdure.Agents.Tests.Servers;

/// <summary>
/// A real agent runtime under Node, from <c>Fixtures</c>. It says where it listens in one line of its standard output when it is ready, and ends when its standard input closes: it cannot outlive the process of the tests. A test that
/// needs it begins with <see cref="Require"/>.
/// </summary>
public abstract class NodeFixture(string folder) : IAsyncLifetime
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly StringBuilder errors = new();
    private Process? process;
    private Task draining = Task.CompletedTask;
    private string? missing;
    private Uri? url;

    /// <summary>Where the server listens.</summary>
    public Uri Url => url ?? throw new InvalidOperationException($"The server '{folder}' does not run: {missing}");

    /// <summary>Whether it runs.</summary>
    public bool IsThere => url is not null;

    /// <summary>Skips the test where the server cannot run on this machine, and says what is missing.</summary>
    public void Require() => Assert.SkipWhen(missing is not null, missing ?? "");

    public async ValueTask InitializeAsync()
    {
        string place = Path.Combine(NodePackages.Fixtures, folder);
        missing = await NodePackages.InstallAsync(place);
        if (missing is not null) return;
        process = new Process { StartInfo = NodePackages.Start("node", place, "--require", Path.Combine(NodePackages.Fixtures, "shared", "loopback-only.cjs"), "server.mjs") };
        process.StartInfo.Environment["PORT"] = "0";
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors) errors.AppendLine(line.Data);
        };
        process.Start();
        process.BeginErrorReadLine();
        url = await ReadAddressAsync(process);

        // What it says further is not read by anyone: a full pipe would stop it.
        draining = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (process is null) return;
        process.StandardInput.Close();
        using (var patience = new CancellationTokenSource(StopPatience))
        {
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        await draining;
        process.Dispose();
        ErrorText.ShouldNotContain("loopback-only: refused", customMessage: $"The server '{folder}' used the network");
    }

    private string ErrorText
    {
        get
        {
            lock (errors) return errors.ToString();
        }
    }

    private async Task<Uri> ReadAddressAsync(Process server)
    {
        using var patience = new CancellationTokenSource(StartPatience);
        string? line = await server.StandardOutput.ReadLineAsync(patience.Token);
        return line is not null
            ? new Uri(JsonElement.Parse(line).GetProperty("url").GetString()!)
            : throw new InvalidOperationException($"The server '{folder}' ended before it was ready:\n{ErrorText}");
    }
}
