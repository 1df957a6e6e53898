using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Perdure.Generators.Tests.Diagnostics;

/// <summary>
/// The code of one section of a page. It is one file, but for what a single file cannot show: a block that begins with <c>// Lib</c> is another assembly, built without the generator;
/// one that begins with <c>// What another generator writes</c> comes to the compilation after ours has run; and <c>LangVersion</c> and <c>TargetFramework</c> in XML are the version of C# and of the framework. Each block of JSON is a document of the project, or, where it names a runtime, a contract.
/// </summary>
internal sealed partial class PageExample
{
    private readonly CSharpCompilation whole;

    private PageExample(GeneratorRun run, CSharpCompilation whole)
    {
        Run = run;
        this.whole = whole;
    }

    /// <summary>What our generator makes of it.</summary>
    public GeneratorRun Run { get; }

    /// <summary>The compiler's errors.</summary>
    public IEnumerable<Diagnostic> Errors => whole.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    public static PageExample Read(string page, string section)
    {
        string text = page.Split($"## {section}\n")[1].Split("\n## ")[0];
        string[] blocks = [.. Block().Matches(text).Select(match => match.Groups["code"].Value)];
        string[] libraries = [.. blocks.Where(block => block.StartsWith("// Lib", StringComparison.Ordinal))];
        string[] written = [.. blocks.Where(block => block.StartsWith("// What another generator writes", StringComparison.Ordinal))];
        string code = blocks.Except(libraries).Except(written).Single();
        TestDocument[] documents = [.. Document().Matches(text).Select((match, index) => new TestDocument($"page{index + 1}.{(match.Groups["code"].Value.Contains("\"runtime\"", StringComparison.Ordinal) ? "agent" : "workflow")}.json", match.Groups["code"].Value))];

        CSharpCompilation compilation = TestCompilation.Named("Sample", [.. libraries.Select(Library), .. Kinds(code)], code);
        if (Language().Match(text) is { Success: true } language && LanguageVersionFacts.TryParse(language.Groups["version"].Value, out LanguageVersion version)) compilation = compilation.In(version);
        if (text.Contains("<TargetFramework>netstandard", StringComparison.Ordinal)) compilation = compilation.InOlderFramework();
        GeneratorRun run = GeneratorRun.Of(compilation, documents);
        return new PageExample(run, run.Compilation.AddSyntaxTrees(written.Select(block => TestCompilation.ParseFile(block, "Other.g.cs"))));
    }

    /// <summary>What our analyzers report.</summary>
    public Task<ImmutableArray<Diagnostic>> AnalyzeAsync() => Analysis.OfWholeAsync(whole, Run.Documents);

    /// <summary>A page may show remote agents of runtimes whose packages these tests do not have.</summary>
    private static IEnumerable<MetadataReference> Kinds(string code) => code.Contains("LangGraphAgent(", StringComparison.Ordinal) || code.Contains("[ChatAgent", StringComparison.Ordinal) || code.Contains("[McpTool(", StringComparison.Ordinal) ? [RemoteKinds.Reference] : [];

    private static PortableExecutableReference Library(string code)
    {
        using var stream = new MemoryStream();
        TestCompilation.Named("Lib", [], code).Emit(stream).Success.ShouldBeTrue();
        return MetadataReference.CreateFromImage(stream.ToArray());
    }

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"```jsonc?\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Document();

    [GeneratedRegex("<LangVersion>(?<version>.*?)</LangVersion>")]
    private static partial Regex Language();
}
