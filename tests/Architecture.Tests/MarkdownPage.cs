using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Perdure.Tests.Compiling;

namespace Perdure.Architecture.Tests;

/// <summary>
/// A page's C#. What the blocks of a page declare makes one project, as a reader takes it; a block of statements is
/// that project's program, and there may be several of those. What an example leaves out stands in a block within a
/// comment of the page: a reader does not see it, the compiler does.
/// </summary>
internal sealed partial class MarkdownPage
{
    private readonly IReadOnlyList<string> programs;
    private readonly IReadOnlyList<string> declarations;

    private MarkdownPage(IEnumerable<string> blocks, IEnumerable<string> documents)
    {
        Documents = [.. documents.Select((text, index) => new TestDocument($"page{index + 1}.workflow.json", text))];
        var programs = blocks.ToLookup(IsProgram);
        this.programs = [.. programs[true]];
        declarations = [.. programs[false]];
    }

    /// <summary>The page in so many compilations as it has programs, at least one: the sources of each.</summary>
    public IEnumerable<string[]> Projects => this.programs.Count == 0
        ? [[.. declarations]]
        : this.programs.Select<string, string[]>(program => [program, .. declarations]);

    /// <summary>The workflows of the page that are documents: its blocks of JSON that have steps. They belong to each of its projects.</summary>
    public TestDocument[] Documents { get; }

    /// <summary>Whether the page has any C#.</summary>
    public bool HasCode => this.programs.Count + declarations.Count > 0;

    public static MarkdownPage Read(string path) => Parse(Repository.ReadText(path));

    public static MarkdownPage Parse(string text) => new(
        Block().Matches(text).Select(match => match.Groups["code"].Value),
        Json().Matches(text).Select(match => match.Groups["code"].Value).Where(code => code.Contains("\"steps\":", StringComparison.Ordinal)));

    /// <summary>Whether a source has statements of its own.</summary>
    public static bool IsProgram(string source) =>
        ((CompilationUnitSyntax)TestCompilation.ParseFile(source, "Program.cs").GetRoot()).Members.OfType<GlobalStatementSyntax>().Any();

    // A block may be indented, as in a list.
    [GeneratedRegex(@"^[ ]*```csharp[^\n]*\n(?<code>.*?)^[ ]*```[ ]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^[ ]*```json[^\n]*\n(?<code>.*?)^[ ]*```[ ]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Json();
}
