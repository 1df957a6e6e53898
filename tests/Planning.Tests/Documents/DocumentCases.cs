namespace Perdure.Planning.Tests.Documents;

/// <summary>Asserts all that a document is found wrong with: the id, the text at its place, the message.</summary>
internal static class DocumentCases
{
    /// <summary>A document that has all that is needed.</summary>
    public static string Of(string steps, string more = "") => $$"""
        { "name": "bills", "input": "Invoice", {{more}} "steps": { {{steps}} } }
        """;

    /// <summary>Asserts the findings, one line each.</summary>
    public static void ShouldFind(string document, params string[] expected) => Find(document).ShouldBe(expected);

    /// <summary>The findings of a document; those that only suggest something left out.</summary>
    public static string[] Find(string document)
    {
        DocumentReading reading = DocumentPlanner.Read(document, "bills.workflow.json");
        IEnumerable<DocumentFinding> findings = reading.Document is { } read ? DocumentPlanner.Plan(read, "Bills", new SketchedTypes()).Findings : reading.Findings;
        return [.. findings.Where(finding => finding.Rule.Severity != Severity.Info).Select(finding => $"{finding.Rule.Id} <{document.Substring(finding.Range.Start, finding.Range.Length)}> {finding.Message}")];
    }

    /// <summary>The plan of a document that has one.</summary>
    public static PlanModel Plan(string document) => DocumentPlanner.Plan(DocumentPlanner.Read(document, "bills.workflow.json").Document!, "Bills", new SketchedTypes()).Plan!;
}
