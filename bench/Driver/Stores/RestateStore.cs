using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Perdure.Bench.Children;

namespace Perdure.Bench.Stores;

/// <summary>The server of Restate, which keeps a log of its own: with its default settings, on the loopback, telling nobody of it.</summary>
internal sealed class RestateStore : IStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly string folder;
    private readonly HttpClient http = new();
    private readonly string metrics;
    private readonly Tail said = new();

    private RestateStore(Process process, string folder, int[] ports)
    {
        this.process = process;
        this.folder = folder;
        this.metrics = $"http://127.0.0.1:{Text(ports[0])}/metrics";
        Environment = new Dictionary<string, string>
        {
            ["RESTATE_INGRESS"] = $"http://127.0.0.1:{Text(ports[1])}",
            ["RESTATE_ADMIN"] = $"http://127.0.0.1:{Text(ports[2])}",
            ["RESTATE_ENDPOINT_PORT"] = Text(ports[3]),
            // The name of its runs, which another life has to know.
            ["TAG"] = Text(process.Id),
        };
        process.OutputDataReceived += Hear;
        process.ErrorDataReceived += Hear;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int ProcessId => this.process.Id;

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Whether the package that brings the server is installed.</summary>
    public static string? Program(Paths paths) =>
        paths.PeerModule("@restatedev", "restate-server-linux-x64", "bin", "restate-server") is var program && File.Exists(program) ? program : null;

    public static async Task<RestateStore> StartAsync(Paths paths, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("perdure-restate-").FullName;
        var ports = FreePorts(4);
        var launch = new Launch(
            Program(paths) ?? throw new ChildFailedException("The server of Restate is not installed"),
            ["--node-name", "bench", "--base-dir", folder, "--no-logo"],
            new Dictionary<string, string>
            {
                ["DO_NOT_TRACK"] = "1",
                ["RESTATE_DISABLE_TELEMETRY"] = "true",
                ["RESTATE_LOG_FILTER"] = "warn",
                ["RESTATE_LISTEN_MODE"] = "tcp",
                ["RESTATE_BIND_IP"] = "127.0.0.1",
                ["RESTATE_ADVERTISED_HOST"] = "127.0.0.1",
                ["RESTATE_BIND_PORT"] = Text(ports[0]),
                ["RESTATE_INGRESS__BIND_ADDRESS"] = $"127.0.0.1:{Text(ports[1])}",
                ["RESTATE_ADMIN__BIND_ADDRESS"] = $"127.0.0.1:{Text(ports[2])}",
            });
        var store = new RestateStore(launch.Start(), folder, ports);
        try
        {
            await store.AnswersAsync($"http://127.0.0.1:{Text(ports[2])}/health", cancellationToken);
            await store.AnswersAsync($"http://127.0.0.1:{Text(ports[1])}/restate/health", cancellationToken);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public async Task<LogCounters> ReadLogAsync(CancellationToken cancellationToken)
    {
        var page = await this.http.GetStringAsync(this.metrics, cancellationToken);
        return new LogCounters(Sum(page, "restate_rocksdb_wal_bytes_total"), Records: 0, FullPages: 0, Sum(page, "restate_rocksdb_wal_synced_total"));
    }

    public Task<double?> ReadCommitsAsync(CancellationToken cancellationToken) => Task.FromResult<double?>(null);

    public async ValueTask DisposeAsync()
    {
        this.process.Kill(entireProcessTree: true);
        await this.process.WaitForExitAsync(CancellationToken.None);
        this.process.Dispose();
        this.http.Dispose();
        Directory.Delete(this.folder, recursive: true);
    }

    /// <summary>The sum of a counter over all its labels, from a page in the format of Prometheus.</summary>
    internal static double Sum(string page, string counter) => page.Split('\n')
        .Where(line => line.StartsWith(counter, StringComparison.Ordinal) && line.Length > counter.Length && line[counter.Length] is '{' or ' ')
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int[] FreePorts(int count)
    {
        // Held together until all are chosen, or two of them could be the same.
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }

    private async Task AnswersAsync(string address, CancellationToken cancellationToken)
    {
        for (var since = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                using var answer = await this.http.GetAsync(new Uri(address), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!this.process.HasExited)
            {
                // It does not listen yet.
            }

            if (this.process.HasExited || Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new ChildFailedException($"The server of Restate does not answer. It said last:\n{this.said}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            this.said.Add(text);
        }
    }
}
