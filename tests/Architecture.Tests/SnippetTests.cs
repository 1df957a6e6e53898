using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Perdure.Tests.Compiling;
using Shouldly;
using Xunit;

namespace Perdure.Architecture.Tests;

/// <summary>What the pages show is what the compiler takes, with our generator and analyzers. (The pages of the diagnostics are tested with these.)</summary>
public sealed class SnippetTests
{
    private static readonly string[] Libraries = ["System.", "Microsoft.Extensions.", "Npgsql", "Perdure.Runtime", "Perdure.Embedded", "Perdure.HealthChecks", "Perdure.Queries", "Perdure.Agents"];

    // What a project that uses all of Perdure has beside the little that the kit's compilations have.
    private static readonly IReadOnlyList<MetadataReference> References = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Libraries.Any(library => Path.GetFileName(path).StartsWith(library, StringComparison.Ordinal)))
        .Select(path => MetadataReference.CreateFromFile(path))];

    public static TheoryData<string> Pages => [.. Repository.Files
        .Where(file => file == "README.md" || (file.StartsWith("docs/", StringComparison.Ordinal) && !file.StartsWith("docs/diagnostics/", StringComparison.Ordinal)))
        .Where(file => file.EndsWith(".md", StringComparison.Ordinal) && MarkdownPage.Read(file).HasCode)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task EverySnippetOfAPageCompiles(string page)
    {
        var read = MarkdownPage.Read(page);
        foreach (var sources in read.Projects)
        {
            (await ComplaintsAsync(sources, read.Documents)).ShouldBeEmpty(string.Join("\n---\n", sources));
        }
    }

    [Theory]
    [InlineData("int answer = \"forty-two\";", "CS0029")]
    [InlineData("[Workflow] public class NotPartial : IWorkflow<int, string> { [Step] private static string Say(int number) => \"\"; }", "PDR001")]
    public async Task ASnippetThatDoesNotCompileIsSeen(string snippet, string complaint)
    {
        var project = MarkdownPage.Parse($"Some text.\n```csharp\n{snippet}\n```\nMore.\n").Projects.ShouldHaveSingleItem();

        (await ComplaintsAsync(project)).ShouldContain(said => said.Contains(complaint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ADocumentThatDoesNotCompileIsSeen()
    {
        var page = MarkdownPage.Parse("```json\n{ \"name\": \"a\", \"steps\": { \"A\": { \"agent\": \"none\" } } }\n```\n```csharp\nclass Nothing;\n```\n");

        (await ComplaintsAsync(page.Projects.Single(), page.Documents)).ShouldContain(said => said.Contains("PDR504", StringComparison.Ordinal));
    }

    private static async Task<IEnumerable<string>> ComplaintsAsync(string[] sources, params TestDocument[] documents)
    {
        var kind = sources.Any(MarkdownPage.IsProgram) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var compilation = TestCompilation.Named("Snippet", References, sources);
        var run = GeneratorRun.Of(compilation.WithOptions(compilation.Options.WithOutputKind(kind)), documents);
        var ours = (await Analysis.OfAsync(run)).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        return ours.Concat(run.Errors).Select(diagnostic => diagnostic.ToString());
    }
}
