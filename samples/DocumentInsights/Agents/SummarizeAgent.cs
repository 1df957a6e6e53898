using Documents.Analysis;
using Perdure;

namespace Documents.Agents;

/// <summary>Picks the key sentences of a text: the first, the middle and the last; fewer where the text has fewer.</summary>
/// <param name="pace">How long it takes at least.</param>
[Agent]
public sealed class SummarizeAgent(Pace pace) : IAgent<Document, Summary>
{
    /// <inheritdoc/>
    public async ValueTask<Summary> InvokeAsync(Document document, AgentContext context, CancellationToken cancellationToken)
    {
        await pace.WaitAsync(beats: 1, cancellationToken);
        return Summarize(document.Text);
    }

    private static Summary Summarize(string text)
    {
        var sentences = Sentences.Of(text);
        var key = KeySentences(sentences);
        var summary = Sentences.Join(key);

        var original = TextMeasure.Measure(text, sentences.Count);
        var shortened = TextMeasure.Measure(summary, key.Count);
        var ratio = original.Characters == 0 ? 1 : (double)shortened.Characters / original.Characters;
        return new Summary(summary, original, shortened, Math.Round(ratio, 3));
    }

    private static IReadOnlyList<string> KeySentences(IReadOnlyList<string> sentences) =>
        sentences.Count <= 3 ? sentences : [sentences[0], sentences[sentences.Count / 2], sentences[^1]];
}
