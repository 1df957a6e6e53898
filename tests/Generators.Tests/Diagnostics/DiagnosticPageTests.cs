using System.Runtime.CompilerServices;

namespace Perdure.Generators.Tests.Diagnostics;

/// <summary>The pages under docs/diagnostics say what the compiler says: the wrong code is reported for what the page is about and nothing else, and the right code for nothing.</summary>
public sealed class DiagnosticPageTests
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(ThisFolder(), "../../../docs/diagnostics"));

    public static TheoryData<string> Ids => [.. Directory.GetFiles(Folder, "PDR*.md").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void APageSaysWhatIsWrongThenWhyThenWhatIsRight(string id)
    {
        string page = Read(id);

        page.ShouldStartWith($"# {id}: ");
        page.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).ShouldBe(["## Wrong", "## Why", "## Right"]);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task TheWrongCodeIsReportedForThatAlone(string id)
    {
        GeneratorRun run = GeneratorRun.Of(Code(id, "Wrong"));

        (await Analysis.OfAsync(run)).Select(diagnostic => diagnostic.Id).Distinct().ShouldBe([id]);
        run.Errors.Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task TheRightCodeCompilesAndIsReportedForNothing(string id)
    {
        GeneratorRun run = GeneratorRun.Of(Code(id, "Right")).ShouldCompile();

        (await Analysis.OfAsync(run)).ShouldBeEmpty();
    }

    private static string Code(string id, string section)
    {
        string text = Read(id).Split($"## {section}\n")[1].Split("\n## ")[0];
        return text.Split("```csharp\n")[1].Split("```")[0];
    }

    private static string Read(string id) => File.ReadAllText(Path.Combine(Folder, id + ".md")).ReplaceLineEndings("\n");

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
