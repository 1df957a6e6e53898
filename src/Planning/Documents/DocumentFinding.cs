using System.Globalization;

namespace Perdure.Planning;

/// <summary>Something that is wrong with a document.</summary>
/// <param name="Rule">The rule, in the words of documents.</param>
/// <param name="Range">Where.</param>
/// <param name="Arguments">What the message's holes are filled with.</param>
/// <param name="Others">Other places that belong to it.</param>
public sealed record DocumentFinding(Rule Rule, TextRange Range, EquatableArray<string> Arguments, EquatableArray<TextRange> Others)
{
    /// <summary>The message, with its holes filled.</summary>
    public string Message => string.Format(CultureInfo.InvariantCulture, Rule.Message, [.. Arguments]);
}

/// <summary>Collects what is wrong with a document.</summary>
internal sealed class DocumentFindings
{
    private readonly List<DocumentFinding> all = [];

    public IReadOnlyList<DocumentFinding> All => all;

    public bool HasErrors => all.Any(finding => finding.Rule.Severity == Severity.Error);

    public void Add(Rule rule, TextRange range, params string[] arguments) => Add(rule, range, arguments, []);

    public void Add(Rule rule, TextRange range, string[] arguments, IEnumerable<TextRange> others) => all.Add(new DocumentFinding(rule, range, new(arguments), new(others)));
}
