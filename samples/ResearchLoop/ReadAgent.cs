using Perdure;

namespace Research;

/// <summary>Reads the next text that may answer the question, and keeps the sentence in it that comes nearest. It stands for a model with a search.</summary>
[Agent]
public sealed class ReadAgent(TextLibrary library) : IAgent<Search, Search>
{
    /// <inheritdoc/>
    public async ValueTask<Search> InvokeAsync(Search search, AgentContext context, CancellationToken cancellationToken)
    {
        HashSet<string> asked = [.. Words.Of(search.Question.Text)];
        if (await library.FindAsync(asked, search.Read, cancellationToken) is not { } found) return search;
        var sentence = found.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).MaxBy(sentence => Words.Of(sentence).Count(asked.Contains))!;

        // One word is the topic itself, and stands in most sentences.
        IReadOnlyList<string> quotes = Words.Of(sentence).Distinct().Count(asked.Contains) > 1 ? [.. search.Quotes, $"{sentence} [{found.Name}]"] : search.Quotes;
        return search with { Read = [.. search.Read, found.Name], Quotes = quotes };
    }
}
