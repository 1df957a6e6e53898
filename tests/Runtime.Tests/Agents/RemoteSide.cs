using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Perdure.Runtime.Tests.Agents;

/// <summary>A turn that an agent on the wire is asked for.</summary>
internal sealed record WireTurn(int Try, int Turn, string Operation, string Input, IReadOnlyList<string> Answers, string Trace, int Call);

/// <summary>
/// The remote side of the agent on the wire: a server that outlives workers, and whose works go on whoever reads. A script gives the lines that a turn tells; <c>hold x</c> waits there until x is released, and <c>drop</c> ends the
/// connection. Before anything a turn tells <c>started</c>, unless its script begins with <c>quiet</c>.
/// </summary>
internal sealed class RemoteSide : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly ConcurrentDictionary<string, Work> works = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> holds = new();
    private readonly ConcurrentQueue<string> log = new();
    private readonly ConcurrentBag<Task> tasks = [];
    private readonly Func<WireTurn, IEnumerable<string>> script;
    private int runs;

    public RemoteSide(Func<WireTurn, IEnumerable<string>> script)
    {
        this.script = script;
        listener.Start();
        tasks.Add(AcceptAsync());
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What the server says to whoever asks it to stop work.</summary>
    public string OnStop { get; set; } = "stopped";

    /// <summary>What has happened: <c>start try/turn</c> for each work that began, <c>again</c> where it was there, <c>read</c>, <c>stop run</c>, <c>held x</c>.</summary>
    public IReadOnlyList<string> Log => [.. log];

    public IReadOnlyList<WireTurn> Turns => [.. works.Values.OrderBy(work => work.Run).Select(work => work.Turn)];

    /// <summary>How many works were begun.</summary>
    public int Started => log.Count(line => line.StartsWith("start ", StringComparison.Ordinal));

    public void Release(string name) => Hold(name).TrySetResult();

    public Task WaitUntilHeldAsync(string name) => Perdure.Tests.Wait.UntilAsync(() => log.Contains($"held {name}"), description: $"the remote side is at {name}");

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        await Task.WhenAll(tasks);
        ending.Dispose();
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private TaskCompletionSource Hold(string name) => holds.GetOrAdd(name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task AcceptAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await listener.AcceptTcpClientAsync(ending.Token);
                tasks.Add(ServeAsync(client));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient connection = client;
        try
        {
            await using NetworkStream stream = connection.GetStream();
            using var reader = new StreamReader(stream);
            await using var writer = new StreamWriter(stream) { AutoFlush = true };
            string[] words = [.. (await reader.ReadLineAsync(ending.Token) ?? "").Split(' ').Select(Uri.UnescapeDataString)];
            if (words[0] == "stop")
            {
                log.Enqueue($"stop {words[1]}");
                if (OnStop == "hang") await Task.Delay(Timeout.Infinite, ending.Token);
                await writer.WriteLineAsync(OnStop);
                return;
            }

            Work work = words[0] == "read" ? works.Values.Single(one => one.Run == words[1]) : Begin(words);
            if (words[0] == "read") log.Enqueue("read");
            await work.TellAsync(writer, ending.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Whoever read was killed, or let go.
        }
    }

    private Work Begin(string[] words)
    {
        var turn = new WireTurn(Number(words[2]), Number(words[3]), words[1], words[4], words[7..], words[5], Number(words[6]));
        string key = words[0] == "start" ? turn.Operation : Guid.CreateVersion7().ToString();
        if (works.TryGetValue(key, out Work? known))
        {
            log.Enqueue("again");
            return known;
        }

        var begun = new Work($"run-{Interlocked.Increment(ref runs)}", turn);
        works[key] = begun;
        log.Enqueue($"start {turn.Try}/{turn.Turn}");
        tasks.Add(RunAsync(begun));
        return begun;
    }

    private async Task RunAsync(Work work)
    {
        string[] lines = [.. script(work.Turn)];
        if (lines is ["quiet", ..]) lines = lines[1..];
        else work.Add($"started {work.Run}");
        foreach (string line in lines)
        {
            if (line.StartsWith("hold ", StringComparison.Ordinal))
            {
                log.Enqueue($"held {line[5..]}");
                await Hold(line[5..]).Task.WaitAsync(ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                work.Add(line == "started" ? $"started {work.Run}" : line == "interrupted" ? $"interrupted {work.Run}" : line);
            }
        }

        work.Add("drop");
    }

    private sealed class Work(string run, WireTurn turn)
    {
        private readonly Lock gate = new();
        private readonly List<string> lines = [];
        private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Run => run;

        public WireTurn Turn => turn;

        public void Add(string line)
        {
            TaskCompletionSource told;
            lock (gate)
            {
                lines.Add(line);
                told = more;
                more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            told.SetResult();
        }

        public async Task TellAsync(StreamWriter writer, CancellationToken cancellationToken)
        {
            for (var position = 0; ; position++)
            {
                string? line;
                Task next;
                lock (gate) (line, next) = (position < lines.Count ? lines[position] : null, more.Task);
                if (line is null)
                {
                    await next.WaitAsync(cancellationToken);
                    position--;
                    continue;
                }

                if (line == "drop") return;
                await writer.WriteLineAsync(line);
            }
        }
    }
}
