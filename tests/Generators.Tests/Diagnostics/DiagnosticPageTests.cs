using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Diagnostics;

/// <summary>The pages under docs/diagnostics say what the compiler says: the wrong code is reported for what the page is about and nothing else, and the right code for nothing.</summary>
public sealed class DiagnosticPageTests
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(ThisFolder(), "../../../docs/diagnostics"));

    /// <summary>It is found when a document is published to a running system, of which the compiler knows nothing.</summary>
    private const string OfPublishing = "PDR519";

    public static TheoryData<string> Ids => [.. Directory.GetFiles(Folder, "PDR*.md").Select(path => Path.GetFileNameWithoutExtension(path)).Except([OfPublishing]).Order(StringComparer.Ordinal)];

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
        var example = PageExample.Read(Read(id), "Wrong");

        (await example.AnalyzeAsync()).Select(diagnostic => diagnostic.Id).Distinct().ShouldBe([id]);
        example.Errors.Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task TheRightCodeCompilesAndIsReportedForNothing(string id)
    {
        var example = PageExample.Read(Read(id), "Right");

        (await example.AnalyzeAsync()).ShouldBeEmpty();
        example.Run.ShouldCompile();
    }

    private static string Read(string id) => File.ReadAllText(Path.Combine(Folder, id + ".md")).ReplaceLineEndings("\n");

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
