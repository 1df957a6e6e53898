using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Perdure.CodeFixes.Tests;

/// <summary>Applies code fixes as an editor does, and sees that the diagnostic is gone and the outcome compiles.</summary>
internal sealed class Fixes
{
    private readonly CodeFixProvider provider;
    private readonly Document[] documents;
    private readonly Diagnostic[] diagnostics;

    private readonly TestDocument[] files;

    private Fixes(CodeFixProvider provider, Document[] documents, TestDocument[] files, Diagnostic[] diagnostics)
    {
        this.provider = provider;
        this.files = files;
        this.documents = documents;
        this.diagnostics = diagnostics;
    }

    /// <summary>Opens some files in a workspace and finds what the provider could fix.</summary>
    public static Task<Fixes> OfAsync(CodeFixProvider provider, params string[] sources) => OfAsync(provider, [], sources);

    /// <summary>Opens some files in a workspace, among them some that are no C#, and finds what the provider could fix.</summary>
    public static async Task<Fixes> OfAsync(CodeFixProvider provider, TestDocument[] files, params string[] sources)
    {
        CSharpCompilation compilation = TestCompilation.Create(sources);
        var workspace = new AdhocWorkspace();
        Project project = workspace.AddProject("Sample", LanguageNames.CSharp)
            .WithCompilationOptions(compilation.Options)
            .WithParseOptions(compilation.SyntaxTrees[0].Options)
            .WithMetadataReferences(compilation.References);
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            project = project.AddDocument(tree.FilePath, await tree.GetTextAsync(), filePath: tree.FilePath).Project;
        }

        foreach (TestDocument file in files) project = project.AddAdditionalDocument(file.Path, file.Text, filePath: file.Path).Project;

        // The analyzers look at the trees of the workspace itself: a fixer finds the documents of additional places by their trees.
        var opened = (CSharpCompilation)(await project.GetCompilationAsync())!;
        ImmutableArray<Diagnostic> found = await Analysis.OfAsync(GeneratorRun.Of(opened, files));
        return new Fixes(provider, [.. project.Documents], files, [.. found.Where(diagnostic => provider.FixableDiagnosticIds.Contains(diagnostic.Id))]);
    }

    /// <summary>The titles of the fixes of all diagnostics, in order.</summary>
    public async Task<IReadOnlyList<string>> TitlesAsync()
    {
        List<string> titles = [];
        foreach (Diagnostic diagnostic in diagnostics) titles.AddRange((await ActionsAsync(diagnostic)).Select(action => action.Title));
        return titles;
    }

    /// <summary>Applies a fix of the first diagnostic that has it.</summary>
    /// <param name="title">The fix.</param>
    /// <param name="file">The file to return.</param>
    public async Task<string> ApplyAsync(string title, string file = TestCompilation.FirstPath)
    {
        foreach (Diagnostic diagnostic in diagnostics)
        {
            CodeAction? action = (await ActionsAsync(diagnostic)).FirstOrDefault(action => action.Title == title);
            if (action is not null) return await ApplyAsync(action, file, diagnostics.Length - 1);
        }

        throw new ShouldAssertException($"There is no fix '{title}', but {string.Join(", ", (await TitlesAsync()).Select(offered => $"'{offered}'"))}");
    }

    /// <summary>Applies the fix of all diagnostics of the project.</summary>
    public async Task<string> ApplyAllAsync(string file = TestCompilation.FirstPath)
    {
        string? key = (await ActionsAsync(diagnostics[0]))[0].EquivalenceKey;
        var context = new FixAllContext(documents[0], provider, FixAllScope.Project, key, provider.FixableDiagnosticIds, new KnownDiagnostics(diagnostics), CancellationToken.None);
        CodeAction action = (await provider.GetFixAllProvider().ShouldNotBeNull().GetFixAsync(context)).ShouldNotBeNull();
        return await ApplyAsync(action, file, expectedLeft: 0);
    }

    private async Task<string> ApplyAsync(CodeAction action, string file, int expectedLeft)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        Solution changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        Project project = changed.Projects.Single();
        var compilation = (CSharpCompilation)(await project.GetCompilationAsync())!;
        GeneratorRun run = GeneratorRun.Of(compilation, files);
        Diagnostic[] left = [.. (await Analysis.OfAsync(run)).Where(diagnostic => provider.FixableDiagnosticIds.Contains(diagnostic.Id))];
        left.Length.ShouldBe(expectedLeft, string.Join("\n", left.Select(diagnostic => diagnostic.ToString())));
        if (expectedLeft == 0) run.ShouldCompile();

        SourceText text = await project.Documents.Single(document => document.Name == file).GetTextAsync();
        return text.ToString();
    }

    private async Task<IReadOnlyList<CodeAction>> ActionsAsync(Diagnostic diagnostic)
    {
        List<CodeAction> actions = [];
        Document document = documents.Single(document => document.Name == diagnostic.Location.SourceTree!.FilePath);
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        return actions;
    }

    /// <summary>What an editor knows of the diagnostics of a project.</summary>
    private sealed class KnownDiagnostics(Diagnostic[] diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult(diagnostics.AsEnumerable());

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(diagnostic => diagnostic.Location.SourceTree!.FilePath == document.FilePath));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult(Enumerable.Empty<Diagnostic>());
    }
}
