using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Perdure.Generators.FrontEnd;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Diagnostics;

/// <summary>Reports what is wrong with documents, at line and column of their files.</summary>
internal static class DocumentDiagnostics
{
    /// <summary>Looks at the documents of a compilation. They are compiled together, once, when the first of them is looked at.</summary>
    public static void Register(CompilationStartAnalysisContext start)
    {
        AdditionalText[] texts = [.. start.Options.AdditionalFiles.Where(file => DocumentFile.Is(file.Path))];
        if (texts.Length == 0) return;
        string? root = DocumentOptions.RootNamespace(start.Options.AnalyzerConfigOptionsProvider);
        Compilation compilation = start.Compilation;
        var compiled = new Lazy<CompiledDocument[]>(() => DocumentCompiler.Compile([.. texts.Select(Read)], compilation, root, CancellationToken.None));
        start.RegisterAdditionalFileAction(file =>
        {
            if (!DocumentFile.Is(file.AdditionalFile.Path) || file.AdditionalFile.GetText(file.CancellationToken) is not { } text) return;
            CompiledDocument document = compiled.Value.First(one => one.File.Path == file.AdditionalFile.Path);
            foreach (DocumentFinding finding in document.Findings) file.ReportDiagnostic(Describe(finding, document.File.Path, text));
        });
    }

    private static DocumentFile Read(AdditionalText text) => DocumentFile.Read(text.Path, text.GetText()?.ToString() ?? "");

    private static Diagnostic Describe(DocumentFinding finding, string path, SourceText text) => Diagnostic.Create(
        Descriptors.OfDocuments(finding.Rule),
        Place(finding.Range, path, text),
        finding.Others.Select(other => Place(other, path, text)).ToImmutableArray(),
        [.. finding.Arguments]);

    private static Location Place(TextRange range, string path, SourceText text)
    {
        var span = new TextSpan(range.Start, range.Length);
        return Location.Create(path, span, text.Lines.GetLinePositionSpan(span));
    }
}
