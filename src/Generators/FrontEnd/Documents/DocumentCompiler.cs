using Microsoft.CodeAnalysis;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>A document, compiled.</summary>
/// <param name="File">The document.</param>
/// <param name="Model">What is written for it; null: too little is known.</param>
/// <param name="Findings">What is wrong with it.</param>
internal sealed record CompiledDocument(DocumentFile File, WorkflowModel? Model, EquatableArray<DocumentFinding> Findings);

/// <summary>Compiles all documents of a project: they may run one another as children. The one front end of the generator and of the analyzer.</summary>
internal static class DocumentCompiler
{
    /// <summary>Compiles the documents of a project.</summary>
    /// <param name="files">The documents.</param>
    /// <param name="compilation">What they can name.</param>
    /// <param name="root">The namespace of the project; null: none.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static CompiledDocument[] Compile(IReadOnlyList<DocumentFile> files, Compilation compilation, string? root, CancellationToken cancellation)
    {
        if (files.Count == 0) return [];
        var names = new DocumentNames(compilation);
        DocumentFile[] inOrder = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        DocumentHead?[] heads = [.. inOrder.Select(file => Head(file, root))];
        DocumentHead[] known = [.. heads.OfType<DocumentHead>()];
        var compiled = new CompiledDocument[inOrder.Length];
        for (var i = 0; i < inOrder.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            compiled[i] = Compile(inOrder[i], heads[i], known, [.. inOrder.Take(i)], [.. heads.Take(i)], names, compilation, root);
        }

        return DocumentCircles.Report(compiled);
    }

    private static DocumentHead? Head(DocumentFile file, string? root) => file.Reading.Document is { } document && DocumentClasses.Describe(document, root, "public") is { } @class
        ? new DocumentHead($"{document.Name.Value}@{(document.Version?.Value ?? 1).ToString(System.Globalization.CultureInfo.InvariantCulture)}", @class, document.Input?.Value, document.Output?.Value)
        : null;

    private static CompiledDocument Compile(
        DocumentFile file, DocumentHead? head, DocumentHead[] all, DocumentFile[] before, DocumentHead?[] headsBefore, DocumentNames names, Compilation compilation, string? root)
    {
        if (file.Reading.Document is not { } document) return new CompiledDocument(file, null, file.Reading.Findings);
        if (head is null) return new CompiledDocument(file, null, new EquatableArray<DocumentFinding>([BadClass(document)]));
        if (FindDuplicate(file, document, head, before, headsBefore, names, compilation) is { } duplicate) return new CompiledDocument(file, null, new EquatableArray<DocumentFinding>([duplicate]));
        var types = new DocumentTypes(compilation, names, all, head.Class.Namespace);
        DocumentPlan plan = DocumentPlanner.Plan(document, head.Class.Name, types);
        return new CompiledDocument(file, DocumentModelBuilder.Build(document, plan, root, types), plan.Findings);
    }

    private static DocumentFinding BadClass(WorkflowDocument document)
    {
        Written<string> written = document.Class ?? document.Name;
        string problem = $"names the class '{written.Value}', which is no name of a class in C#{(document.Class is null ? ": name one in 'class'" : "")}";
        return new DocumentFinding(DocumentRules.BadValue, written.Range, new EquatableArray<string>(["The workflow", problem]), default);
    }

    /// <summary>PDR508: of documents, the first one by its path is right; a class is always.</summary>
    private static DocumentFinding? FindDuplicate(
        DocumentFile file, WorkflowDocument document, DocumentHead head, DocumentFile[] before, DocumentHead?[] headsBefore, DocumentNames names, Compilation compilation)
    {
        int sameName = Array.FindIndex(headsBefore, other => other?.Id == head.Id);
        if (sameName >= 0) return Duplicate(document.Name, "workflow", head.Id, $"document '{before[sameName].Name}'");
        if (names.Workflows.TryGetValue(head.Id, out INamedTypeSymbol? workflow)) return Duplicate(document.Name, "workflow", head.Id, $"class '{workflow.Name}'");
        ReferencedRegistry? registry = RegistryReader.Referenced(compilation).FirstOrDefault(registry => registry.Workflows.Contains(head.Id));
        if (registry is not null) return Duplicate(document.Name, "workflow", head.Id, $"assembly '{registry.Assembly}'");
        string @class = head.Class.FullName.Substring("global::".Length);
        int sameClass = Array.FindIndex(headsBefore, other => other?.Class.FullName == head.Class.FullName);
        if (sameClass >= 0) return Duplicate(document.Class ?? document.Name, "class", @class, $"document '{before[sameClass].Name}'");
        bool isTaken = compilation.Assembly.GetTypeByMetadataName(@class.Replace("@", "")) is { } type && !type.IsGenerated();
        return isTaken ? Duplicate(document.Class ?? document.Name, "class", @class, "the project") : null;

        DocumentFinding Duplicate(Written<string> place, string kind, string name, string other) =>
            new(DocumentRules.Duplicate, place.Range, new EquatableArray<string>([file.Name, kind, name, other]), default);
    }
}
