using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Perdure.Agents.Tests.Servers;

/// <summary>Reads one HTTP request off a connection, and makes it one that ends with its answer.</summary>
internal static class RequestReader
{
    private const int LongestHead = 64 * 1024;

    /// <returns>The request as it came, and as the server is to get it; null: the connection ended before.</returns>
    public static async Task<(HeardRequest Heard, byte[] Bytes)?> ReadAsync(NetworkStream stream, string host, CancellationToken cancellationToken)
    {
        if (await ReadHeadAsync(stream, cancellationToken) is not { } head) return null;
        string[] lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] start = lines[0].Split(' ');
        Dictionary<string, string> headers = lines.Skip(1).Select(static line => line.Split(": ", 2)).ToDictionary(static pair => pair[0].ToLowerInvariant(), static pair => pair[1]);
        bool isChunked = headers.GetValueOrDefault("transfer-encoding") == "chunked";
        byte[] body = isChunked ? await ReadChunksAsync(stream, cancellationToken) : new byte[headers.TryGetValue("content-length", out string? length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        if (!isChunked) await stream.ReadExactlyAsync(body, cancellationToken);

        var passed = new Dictionary<string, string>(headers) { ["host"] = host, ["connection"] = "close" };
        if (passed.Remove("transfer-encoding")) passed["content-length"] = body.Length.ToString(CultureInfo.InvariantCulture);
        string text = string.Join("\r\n", [lines[0], .. passed.Select(static header => $"{header.Key}: {header.Value}")]) + "\r\n\r\n";
        return (new HeardRequest(start[0], start[1], headers, Encoding.UTF8.GetString(body)), [.. Encoding.ASCII.GetBytes(text), .. body]);
    }

    /// <summary>A body whose length is not told before: each piece behind its own, in hexadecimal.</summary>
    private static async Task<byte[]> ReadChunksAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var body = new List<byte>();
        while (true)
        {
            var piece = new byte[int.Parse(await ReadLineAsync(stream, cancellationToken), NumberStyles.HexNumber, CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(piece, cancellationToken);
            body.AddRange(piece);
            await ReadLineAsync(stream, cancellationToken);
            if (piece.Length == 0) return [.. body];
        }
    }

    private static async Task<string> ReadLineAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (line is not [.., (byte)'\r', (byte)'\n'])
        {
            await stream.ReadExactlyAsync(one, cancellationToken);
            line.Add(one[0]);
        }

        return Encoding.ASCII.GetString([.. line[..^2]]);
    }

    private static async Task<string?> ReadHeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken) > 0)
        {
            head.Add(one[0]);
            if (head is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n']) return Encoding.ASCII.GetString([.. head]);
            if (head.Count > LongestHead) throw new IOException("The head of the request has no end");
        }

        return null;
    }
}
