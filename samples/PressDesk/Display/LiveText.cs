using Perdure;

namespace Press.Display;

/// <summary>Shows what agents say as they say it. One has the line, word by word; what others say meanwhile is kept, and shown when the first has ended its sentence.</summary>
internal sealed class LiveText(TextWriter writer)
{
    private readonly Dictionary<string, string> kept = [];
    private readonly Dictionary<string, int> attempts = [];
    private string? speaker;

    /// <summary>Shows a piece, or keeps it. An attempt that reads on where another one was lost may tell again what that one told.</summary>
    public async Task SayAsync(StreamItem<AgentStreamItem> told)
    {
        if (told.Value is not AgentDelta { Text: var text }) return;
        var step = told.StepId;
        if (attempts.TryGetValue(step, out var known) && known != told.Attempt)
        {
            kept[step] = "";
            if (speaker == step) await EndSentenceAsync();
            await writer.WriteLineAsync($"{step}: (attempt {told.Attempt})");
        }

        attempts[step] = told.Attempt;
        kept[step] = kept.GetValueOrDefault(step, "") + text;
        while (Next() is { } next) await WriteAsync(next);
    }

    /// <summary>Shows what is left, on lines of their own.</summary>
    public async Task EndAsync()
    {
        await EndSentenceAsync();
        foreach (var step in kept.Keys.Where(step => kept[step].Trim() is not "").ToList()) await WriteAsync(step);
        await EndSentenceAsync();
    }

    private string? Next() => speaker is not null
        ? kept[speaker] is "" ? null : speaker
        : kept.Keys.FirstOrDefault(step => kept[step].Trim() is not "");

    private async Task WriteAsync(string step)
    {
        if (speaker is null) await writer.WriteAsync($"{step}: ");
        var text = speaker is null ? kept[step].TrimStart() : kept[step];
        speaker = step;
        var end = text.IndexOf('.', StringComparison.Ordinal) + 1;
        var (now, later) = end > 0 ? (text[..end], text[end..]) : (text, "");
        kept[step] = later;
        await writer.WriteAsync(now);
        await writer.FlushAsync();
        if (end > 0) await EndSentenceAsync();
    }

    private async Task EndSentenceAsync()
    {
        if (speaker is not null) await writer.WriteLineAsync();
        speaker = null;
    }
}
