using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Press.Hosting;

/// <summary>A service under Node. It says in one line of its standard output when it is ready, and ends when its standard input closes: it cannot outlive this process.</summary>
internal sealed class NodeService : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly StringBuilder errors = new();
    private readonly string folder;
    private readonly Process process;
    private Task draining = Task.CompletedTask;

    private NodeService(string folder, Process process) => (this.folder, this.process) = (folder, process);

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>What it has said on its standard error.</summary>
    public string Errors
    {
        get
        {
            lock (errors) return errors.ToString();
        }
    }

    /// <summary>Starts a service and waits until it is ready.</summary>
    /// <param name="folder">The folder with its <c>server.mjs</c>.</param>
    /// <param name="settings">What it is told by its environment.</param>
    /// <param name="preloaded">A script that runs before it; null: none.</param>
    /// <param name="cancellationToken">Ends the wait, and the service.</param>
    /// <returns>The service.</returns>
    /// <exception cref="InvalidOperationException">It ends before it is ready.</exception>
    /// <exception cref="TimeoutException">It takes too long.</exception>
    public static async Task<NodeService> StartAsync(string folder, IReadOnlyDictionary<string, string> settings, string? preloaded, CancellationToken cancellationToken)
    {
        var start = NodePackages.Start("node", folder, preloaded is null ? ["server.mjs"] : ["--require", preloaded, "server.mjs"]);
        foreach (var (name, value) in settings) start.Environment[name] = value;
        NodeService service = new(folder, new Process { StartInfo = start });
        service.Start();
        try
        {
            await service.WaitAsync(cancellationToken);
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

    private void Start()
    {
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors) errors.AppendLine(line.Data);
        };
        process.Start();
        process.BeginErrorReadLine();
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StartPatience);
        string? line;
        try
        {
            line = await process.StandardOutput.ReadLineAsync(patience.Token);
            if (line is null) await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The service in '{folder}' was not ready within {StartPatience}");
        }

        if (line is null) throw new InvalidOperationException($"The service in '{folder}' ended before it was ready:\n{Errors}");
        Url = new Uri(JsonElement.Parse(line).GetProperty("url").GetString()!);

        // What it says further is not read by anyone: a full pipe would stop it.
        draining = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
    }
}
