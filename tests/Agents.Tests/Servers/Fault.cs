using System.Text;

namespace Perdure.Agents.Tests.Servers;

/// <summary>What goes wrong with one request on its way through a <see cref="FaultProxy"/>.</summary>
public abstract record Fault
{
    /// <summary>The connection breaks before the server hears of the request.</summary>
    public sealed record CutBefore : Fault;

    /// <summary>The server hears of the request and begins to answer; nothing of that arrives.</summary>
    public sealed record CutBeforeAnswer : Fault;

    /// <summary>The connection breaks right behind a text of the answer, in ASCII.</summary>
    public sealed record CutAfterText(string Text) : Fault;

    /// <summary>The connection breaks after some bytes of the answer, its head among them.</summary>
    public sealed record CutAfterBytes(int Count) : Fault;

    /// <summary>The server hears of the request only when the gate opens.</summary>
    public sealed record Hold(Task Gate) : Fault;

    /// <summary>Somebody on the way sends the request twice, one after the other; the second answer arrives.</summary>
    public sealed record Twice : Fault;

    /// <summary>Somebody on the way answers; the server hears of nothing.</summary>
    public sealed record Answer(int Status, string Body, string ContentType = "application/json") : Fault
    {
        /// <summary>Further headers, each a line.</summary>
        public IReadOnlyList<string> Headers { get; init; } = [];

        internal byte[] Bytes()
        {
            byte[] body = Encoding.UTF8.GetBytes(Body);
            string head = string.Join("\r\n", [$"HTTP/1.1 {Status} said", $"content-type: {ContentType}", $"content-length: {body.Length}", "connection: close", .. Headers]);
            return [.. Encoding.ASCII.GetBytes(head + "\r\n\r\n"), .. body];
        }
    }

    /// <summary>Too much was asked.</summary>
    public static Answer Throttled(int seconds) => new(429, """{"error":"slow down"}""") { Headers = [$"retry-after: {seconds}"] };

    /// <summary>The server cannot now.</summary>
    public static Answer Unavailable(int? seconds = null) => new(503, "upstream is away", "text/plain") { Headers = seconds is null ? [] : [$"retry-after: {seconds}"] };

    /// <summary>A page with a stack trace, as frameworks show it.</summary>
    public static Answer Page(int status = 500) => new(status, "<html><body><h1>Oops</h1><pre>at secret/path.js:1</pre></body></html>", "text/html");

    /// <summary>Success, with something that is no JSON.</summary>
    public static Answer Nonsense() => new(200, "<<not json>>");
}
