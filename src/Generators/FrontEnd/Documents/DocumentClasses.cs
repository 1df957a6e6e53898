using Microsoft.CodeAnalysis.CSharp;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Names the class that stands for a document.</summary>
internal static class DocumentClasses
{
    /// <summary>The class; null: what the document calls it is no name of a class.</summary>
    /// <param name="document">The document.</param>
    /// <param name="root">The namespace of the project; null: none.</param>
    /// <param name="accessibility">From where the class can be named.</param>
    /// <param name="contract">What it takes and returns, as C# writes the <c>IWorkflow</c>; null: it is not known.</param>
    public static ClassModel? Describe(WorkflowDocument document, string? root, string accessibility, string? contract = null)
    {
        string full = document.Class?.Value ?? (string.IsNullOrEmpty(root) ? "" : root + ".") + Pascal(document.Name.Value);
        string[] parts = full.Split('.');
        if (!parts.All(SyntaxFacts.IsValidIdentifier)) return null;
        string[] escaped = [.. parts.Select(Identifiers.Escape)];
        string? @namespace = parts.Length == 1 ? null : string.Join(".", escaped.Take(parts.Length - 1));
        return new ClassModel(
            parts[parts.Length - 1],
            "global::" + string.Join(".", escaped),
            @namespace,
            new EquatableArray<string>([$"{Mark(document)}\n{accessibility} sealed partial class {escaped[escaped.Length - 1]}{(contract is null ? "" : $" : {contract}")}"]),
            full + SourceLocations.GeneratedFileSuffix);
    }

    /// <summary>What other projects know it by: to them it is a workflow as any other.</summary>
    private static string Mark(WorkflowDocument document) =>
        $"[global::Perdure.Workflow({CSharpText.Literal(document.Name.Value)}, Version = {CSharpText.Literal(document.Version?.Value ?? 1)})]";

    /// <summary><c>invoice-approval</c> is <c>InvoiceApproval</c>.</summary>
    private static string Pascal(string name) => SignalReader.Property(name);
}
