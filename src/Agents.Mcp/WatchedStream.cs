namespace Perdure.Agents.Mcp;

/// <summary>
/// The stream of a call, as it passes to the SDK's client. That goes on behind a break where events have ids, by which a server lets it; where they have none it waits for ever for what cannot come any more, so here that is told.
/// </summary>
/// <param name="longestLine">How many bytes a line of it may have: the client keeps each whole.</param>
/// <param name="ended">Told once, when nothing more can come: with what broke the stream, or null where it ended by itself.</param>
internal sealed class WatchedStream(Stream inner, int longestLine, Action<Exception?> ended) : PassingStream(inner)
{
    private long line;
    private bool isLineStart = true;
    private int matched;
    private bool hasIds;
    private bool hasEnded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            int end = buffer.Span[..read].LastIndexOf((byte)'\n');
            line = end < 0 ? line + read : read - end - 1;
            if (line > longestLine) throw new IOException($"an event of it has more than {longestLine} bytes, and is not read: raise {nameof(AgentEndpoint.MaxAnswerBytes)} of the endpoint");
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            End(failure);
            throw;
        }

        if (read == 0 && buffer.Length > 0) End(failure: null);
        foreach (byte next in buffer.Span[..read]) Look(next);
        return read;
    }

    /// <summary>Looks for a line that begins with <c>id:</c>.</summary>
    private void Look(byte next)
    {
        ReadOnlySpan<byte> field = "id:"u8;
        if (isLineStart && next == field[matched]) hasIds |= ++matched == field.Length;
        else (isLineStart, matched) = (next is (byte)'\n' or (byte)'\r', 0);
        if (matched == field.Length) (isLineStart, matched) = (false, 0);
    }

    private void End(Exception? failure)
    {
        if (hasEnded || hasIds) return;
        hasEnded = true;
        ended(failure);
    }
}
