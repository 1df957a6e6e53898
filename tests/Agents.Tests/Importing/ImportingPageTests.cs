using System.Text.RegularExpressions;
using Perdure.Importers;

namespace Perdure.Agents.Tests.Importing;

/// <summary>What the page shows is imported, and comes to what it shows. (That it compiles is seen where all pages are.)</summary>
public sealed partial class ImportingPageTests
{
    private static readonly ILookup<string, (string Name, string Text)> Blocks = Block().Matches(System.IO.File.ReadAllText(Path.Combine(Root(), "docs", "importing.md")).ReplaceLineEndings("\n"))
        .ToLookup(static match => match.Groups["what"].Value, static match => (match.Groups["name"].Value, match.Groups["text"].Value));

    private static readonly Dictionary<string, string> Sources = Blocks["file"].ToDictionary(static block => block.Name, static block => block.Text, StringComparer.Ordinal);

    [Fact]
    public void TheAgentsOfAdkComeToWhatThePageShows()
    {
        ImportResult result = AdkImporter.Import(File("story/root_agent.yaml"), static path => Sources.ContainsKey(path) ? File(path) : null, new ImportOptions { Namespace = "Stories" });

        result.Refusals.ShouldBeEmpty();
        result.Files.Select(static file => (file.Name, file.Text)).ShouldBe(Blocks["written"]);
    }

    [Fact]
    public async Task TheTasksOfStrandsAreImported() =>
        (await ImportedProject.Of(StrandsImporter.Import(File("report.json"), new ImportOptions())).ShouldCompileAsync()).Plan.Steps.Count.ShouldBe(2);

    [Fact]
    public async Task TheGraphOfLangGraphIsImported() =>
        (await ImportedProject.Of(LangGraphImporter.Import(File("graph.json"), [], new ImportOptions())).ShouldCompileAsync()).Plan.Steps.Count.ShouldBe(2);

    private static SourceFile File(string name) => new(name, Sources[name]);

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "Dsl.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository is not around the tests");
        return folder;
    }

    [GeneratedRegex(@"^<!-- (?<what>file|written): (?<name>\S+) -->\n```\w+\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();
}
