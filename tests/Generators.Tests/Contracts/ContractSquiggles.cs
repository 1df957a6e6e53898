using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Contracts;

/// <summary>Asserts what is said of agents and their contracts: as marked text of the source, or of a contract. What is reported and not marked fails the test.</summary>
internal static class ContractSquiggles
{
    /// <summary>The path of a contract where a test has one.</summary>
    public const string Path = "desk.agent.json";

    private const string Usings = "global using System.Text.Json;\nglobal using System.Text.Json.Nodes;\nglobal using System.Text.Json.Serialization;";

    /// <summary>A contract of the graph <c>desk</c>.</summary>
    public static string Graph(string input, string output) => $$"""{ "agent": "desk", "runtime": "langgraph", "endpoint": "default", "of": { "assistant": "desk" }, "input": {{input}}, "output": {{output}} }""";

    /// <summary>A contract of a tool, which takes and answers objects.</summary>
    public static string Tool(string input, string? output = null) =>
        $$"""{ "agent": "desk", "runtime": "mcp", "endpoint": "tools", "of": { "tool": "write" }, "input": {{input}}{{(output is null ? "" : $", \"output\": {output}")}} }""";

    /// <summary>Sees that exactly what is marked in the source is reported.</summary>
    public static async Task AssertAsync(string id, string marked, string contract, params string[] messages)
    {
        MarkedSource expected = MarkedSource.Parse(id, marked);
        Diagnostic[] found = await FindAsync(expected.Text, new TestDocument(Path, contract));
        IEnumerable<Mark> marks = found.Where(diagnostic => diagnostic.Location.SourceTree is not null).Select(diagnostic => new Mark(diagnostic.Id, diagnostic.Location.SourceSpan));
        MarkedSource.Write(id, expected.Text, marks).ShouldBe(MarkedSource.Write(id, expected.Text, expected.Marks), Describe(found));
        found.Where(diagnostic => diagnostic.Location.SourceTree is null).ShouldBeEmpty();
        ShouldSay(found, id, messages);
    }

    /// <summary>Sees that exactly what is marked in the contract is reported.</summary>
    public static async Task AssertFileAsync(string id, string source, string marked, params string[] messages)
    {
        MarkedSource expected = MarkedSource.Parse(id, marked);
        Diagnostic[] found = await FindAsync(source, new TestDocument(Path, expected.Text));
        found.Where(diagnostic => diagnostic.Location.GetLineSpan().Path != Path).Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        MarkedSource.Write(id, expected.Text, found.Select(diagnostic => new Mark(diagnostic.Id, diagnostic.Location.SourceSpan))).ShouldBe(MarkedSource.Write(id, expected.Text, expected.Marks), Describe(found));
        ShouldSay(found, id, messages);
    }

    /// <summary>What our analyzers and the compiler say.</summary>
    public static async Task<Diagnostic[]> FindAsync(string source, params TestDocument[] contracts)
    {
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Named("Sample", [RemoteKinds.Reference], source, Usings), contracts);

        // The serializer's own generator does not run here: its contexts stay without their half, which is none of ours.
        return [.. (await Analysis.OfAsync(run)).Concat(run.Errors.Where(static error => error.Id is not ("CS0534" or "CS7036" or "CS0117")))];
    }

    private static void ShouldSay(Diagnostic[] found, string id, string[] messages)
    {
        if (messages.Length > 0) found.Where(diagnostic => diagnostic.Id == id).Select(diagnostic => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(messages);
    }

    private static string Describe(Diagnostic[] found) => string.Join("\n", found.Select(diagnostic => diagnostic.ToString()));
}
