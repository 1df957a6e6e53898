using System.Diagnostics;
using System.Text;

namespace Press.Hosting;

/// <summary>A service under Node. It says in one line of its standard output when it is ready, and ends when its standard input closes: it cannot outlive this process.</summary>
internal sealed class NodeService : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly StringBuilder errors = new();
    private readonly Process process;
    private Task draining = Task.CompletedTask;

    private NodeService(Process process) => this.process = process;

    /// <summary>Starts a service and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ends before it is ready.</exception>
    /// <exception cref="TimeoutException">It takes too long.</exception>
    public static async Task<NodeService> StartAsync(string folder, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var start = NodePackages.Start("node", folder, "server.mjs");
        foreach (var (name, value) in settings) start.Environment[name] = value;
        NodeService service = new(new Process { StartInfo = start });
        try
        {
            await service.StartAsync(folder, cancellationToken);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the service, as a closed terminal would.</summary>
    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using (CancellationTokenSource patience = new(StopPatience))
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
    }

    private async Task StartAsync(string folder, CancellationToken cancellationToken)
    {
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors) errors.AppendLine(line.Data);
        };
        process.Start();
        process.BeginErrorReadLine();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StartPatience);
        try
        {
            if (await process.StandardOutput.ReadLineAsync(patience.Token) is null)
            {
                await process.WaitForExitAsync(patience.Token);
                lock (errors) throw new InvalidOperationException($"The service in '{folder}' ended before it was ready:\n{errors}");
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The service in '{folder}' was not ready within {StartPatience}");
        }

        // What it says further is not read by anyone: a full pipe would stop it.
        draining = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
    }
}
