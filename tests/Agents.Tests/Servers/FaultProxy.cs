using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Perdure.Agents.Tests.Servers;

/// <summary>Stands before a server and lets requests go wrong, each as it is told to. One request a connection, so that a broken one is a broken request.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<HeardRequest> heard = new();
    private readonly List<(string Method, string Path, Fault Fault)> faults = [];
    private readonly Uri server;
    private readonly Task accepting;

    /// <summary>A proxy before a server.</summary>
    public FaultProxy(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        this.server = server;
        listener.Start();
        Url = new UriBuilder(server) { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri;
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens, with the server's path.</summary>
    public Uri Url { get; }

    /// <summary>What was asked, in its order.</summary>
    public IReadOnlyList<HeardRequest> Heard => [.. heard];

    /// <summary>Lets the next request of a method, whose path has a part, go wrong. Told again, the one after it.</summary>
    public void Next(string method, string path, Fault fault)
    {
        lock (faults) faults.Add((method, path, fault));
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true) running.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream near = client.GetStream();
                if (await RequestReader.ReadAsync(near, server.Authority, stopping.Token) is not { } request) return;
                heard.Enqueue(request.Heard);
                await PassAsync(client, near, request.Bytes, Take(request.Heard));
            }
            catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException)
            {
                // One of the two sides has gone: so does the connection.
            }
        }
    }

    private async Task PassAsync(TcpClient client, NetworkStream near, byte[] request, Fault? fault)
    {
        switch (fault)
        {
            case Fault.CutBefore:
                Break(client);
                return;
            case Fault.Answer answer:
                await near.WriteAsync(answer.Bytes(), stopping.Token);
                return;
            case Fault.Hold hold:
                await hold.Gate.WaitAsync(stopping.Token);
                break;
            case Fault.Twice:
                await ForwardAsync(request, static (_, _) => ValueTask.FromResult(true));
                break;
        }

        var said = new StringBuilder();
        int count = 0;
        bool whole = await ForwardAsync(request, async (bytes, cancellationToken) =>
        {
            if (fault is Fault.CutBeforeAnswer) return false;
            (int passed, bool goesOn) = Pass(fault, bytes.Span, said, count);
            await near.WriteAsync(bytes[..passed], cancellationToken);
            count += passed;
            return goesOn;
        });
        if (!whole) Break(client);
    }

    /// <summary>Sends a request to the server and hands its answer on, until it ends or nobody wants more.</summary>
    /// <returns>Whether the answer ended by itself.</returns>
    private async Task<bool> ForwardAsync(byte[] request, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<bool>> take)
    {
        using var upstream = new TcpClient();
        await upstream.ConnectAsync(server.Host, server.Port, stopping.Token);
        NetworkStream far = upstream.GetStream();
        await far.WriteAsync(request, stopping.Token);
        var buffer = new byte[16 * 1024];
        bool first = true;
        while (await far.ReadAsync(buffer, stopping.Token) is > 0 and var read)
        {
            if (first) SayClose(buffer.AsSpan(0, read));
            first = false;
            if (!await take(buffer.AsMemory(0, read), stopping.Token)) return false;
        }

        return true;
    }

    /// <summary>How much of a piece of the answer passes, and whether more does.</summary>
    private static (int Bytes, bool GoesOn) Pass(Fault? fault, ReadOnlySpan<byte> piece, StringBuilder said, int before)
    {
        switch (fault)
        {
            case Fault.CutAfterBytes limit:
                int room = Math.Min(piece.Length, limit.Count - before);
                return (room, before + room < limit.Count);
            case Fault.CutAfterText { Text: var text }:
                // Latin1: a byte is a character, wherever the pieces were cut.
                said.Append(Encoding.Latin1.GetString(piece));
                int end = said.ToString().IndexOf(text, StringComparison.Ordinal) + text.Length;
                return end < text.Length ? (piece.Length, true) : (end - before, false);
            default:
                return (piece.Length, true);
        }
    }

    /// <summary>Some servers say that a stream's connection is kept, whatever they were asked. The whole head comes at once.</summary>
    private static void SayClose(Span<byte> head)
    {
        int at = Encoding.ASCII.GetString(head).IndexOf("connection: keep-alive", StringComparison.OrdinalIgnoreCase);
        if (at >= 0) "connection: close     "u8.CopyTo(head[at..]);
    }

    private Fault? Take(HeardRequest request)
    {
        lock (faults)
        {
            int index = faults.FindIndex(fault => request.Is(fault.Method, fault.Path));
            if (index < 0) return null;
            Fault found = faults[index].Fault;
            faults.RemoveAt(index);
            return found;
        }
    }

    /// <summary>A reset, as when a machine dies: what has arrived is no proper end.</summary>
    private static void Break(TcpClient client) => client.Client.Close(0);
}
