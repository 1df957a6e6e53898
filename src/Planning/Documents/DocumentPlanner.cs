namespace Perdure.Planning;

/// <summary>A text, read as a document.</summary>
/// <param name="Document">What it says; null: it is none, or something is wrong with its form.</param>
/// <param name="Findings">What is wrong with its form.</param>
public sealed record DocumentReading(WorkflowDocument? Document, EquatableArray<DocumentFinding> Findings);

/// <summary>A document, planned.</summary>
/// <param name="Description">What the planner got; null: something is wrong that comes before it.</param>
/// <param name="Plan">The plan; null where a finding is an error.</param>
/// <param name="Findings">What is wrong, in the order of the text.</param>
public sealed record DocumentPlan(WorkflowDescription? Description, PlanModel? Plan, EquatableArray<DocumentFinding> Findings);

/// <summary>Turns documents into plans, by the planner that plans workflows of C#.</summary>
public static class DocumentPlanner
{
    /// <summary>Reads a document. Looks nothing up, so that it has to be done again only when the text has changed.</summary>
    /// <param name="text">The text, as JSON.</param>
    /// <param name="file">The name of its file, as messages quote it.</param>
    /// <returns>What it says, and what is wrong with its form.</returns>
    public static DocumentReading Read(string text, string file)
    {
        if (text is null) throw new ArgumentNullException(nameof(text));
        var findings = new DocumentFindings();
        WorkflowDocument? document = DocumentReader.Read(text, file, findings);
        return new DocumentReading(findings.HasErrors ? null : document, InOrder(findings.All));
    }

    /// <summary>Plans a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="class">The class that stands for it, as messages quote it.</param>
    /// <param name="types">What it can name.</param>
    /// <returns>The plan, or what stands against it.</returns>
    public static DocumentPlan Plan(WorkflowDocument document, string @class, IDocumentTypes types)
    {
        if (document is null) throw new ArgumentNullException(nameof(document));
        if (types is null) throw new ArgumentNullException(nameof(types));
        var findings = new DocumentFindings();
        if (DocumentTranslator.Translate(document, @class, types, findings) is not { } translation) return new DocumentPlan(null, null, InOrder(findings.All));
        PlanResult result = Planner.Plan(translation.Workflow, types);
        foreach (Finding finding in result.Findings)
        {
            findings.Add(DocumentWords.Of(finding.Rule), translation.Places.Find(finding.Place), [.. finding.Arguments.Select(DocumentWords.Of)], finding.Others.Select(translation.Places.Find));
        }

        return new DocumentPlan(translation.Workflow, result.Plan, InOrder(findings.All));
    }

    private static EquatableArray<DocumentFinding> InOrder(IEnumerable<DocumentFinding> findings) => new(findings.Distinct().OrderBy(finding => finding.Range.Start));
}
