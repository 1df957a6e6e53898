using System.Net;
using System.Text;
using System.Text.Json;

namespace Perdure.Agents.Tests.Wire;

/// <summary>Answers for a server, by a script: for what no real one can be made to do.</summary>
internal sealed class ScriptedHandler(Func<HttpRequestMessage, string, HttpResponseMessage> script) : HttpMessageHandler
{
    /// <summary>What was asked: the method of JSON-RPC, or that of HTTP with its path.</summary>
    public List<string> Heard { get; } = [];

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    /// <summary>A stream of events, which ends behind the last.</summary>
    public static HttpResponseMessage Events(params string[] events) => new(HttpStatusCode.OK) { Content = new StringContent(string.Concat(events.Select(static one => $"data: {one}\n\n")), Encoding.UTF8, "text/event-stream") };

    /// <summary>An answer whose body breaks off.</summary>
    public static HttpResponseMessage Broken(HttpStatusCode status) => new(status) { Content = new StreamContent(new BrokenStream()) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        string asked = body.Contains("\"jsonrpc\"", StringComparison.Ordinal) ? JsonElement.Parse(body).GetProperty("method").GetString()! : $"{request.Method} {request.RequestUri!.AbsolutePath}";
        lock (Heard) Heard.Add(asked);
        HttpResponseMessage response = script(request, asked);
        response.RequestMessage = request;
        return response;
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("broken");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("broken");

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => throw new IOException("broken");
    }
}

/// <summary>A clock by which every pause of at most ten seconds is over at once, and is kept; longer ones are never over.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    public List<TimeSpan> Pauses { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.FromSeconds(10) || dueTime < TimeSpan.Zero) return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        lock (Pauses) Pauses.Add(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
