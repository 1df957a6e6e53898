using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Perdure.Planning.Tests.Documents;

/// <summary>The published JSON Schema says what the reader reads: each property of the one is one of the other, and what compiles validates.</summary>
public sealed class SchemaTests
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly string Text = File.ReadAllText(Path.Combine(Root(), "schemas/workflow.schema.json"));

    private static readonly JsonSchema Schema = JsonSchema.FromText(Text);

    public static TheoryData<string> Documents => [.. new[] { "tests", "samples" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.workflow.json", SearchOption.AllDirectories))
        .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
        .Select(path => Path.GetRelativePath(Root(), path)).Order(StringComparer.Ordinal)];

    /// <summary>The lists of the reader, by the definition that each is of: <c>OnInterrupt</c> is <c>onInterrupt</c>.</summary>
    private static readonly Dictionary<string, string[]> Read = typeof(DocumentProperties).GetProperties()
        .Where(list => list.PropertyType == typeof(IReadOnlyList<string>))
        .ToDictionary(list => char.ToLowerInvariant(list.Name[0]) + list.Name[1..], list => ((IReadOnlyList<string>)list.GetValue(null)!).Order(StringComparer.Ordinal).ToArray());

    [Fact]
    public void EachPropertyIsKnownToBoth()
    {
        JsonObject definitions = JsonNode.Parse(Text)!["definitions"]!.AsObject();
        IEnumerable<(string Name, JsonNode Node)> objects = definitions.Select(definition => (definition.Key, definition.Value!)).Append(("workflow", JsonNode.Parse(Text)!));
        Dictionary<string, string[]> described = objects.Where(one => Properties(one.Node) is not null).ToDictionary(one => one.Name, one => Properties(one.Node)!);

        described.Keys.ShouldBe(Read.Keys, ignoreOrder: true);
        foreach ((string name, string[] properties) in described) properties.ShouldBe(Read[name], name);
    }

    [Fact]
    public void EachWordIsKnownToBoth()
    {
        Dictionary<string, string[]> described = [];
        Visit(JsonNode.Parse(Text)!, (name, words) => described.Add(name, words));

        described.Keys.ShouldBe(DocumentProperties.Words.Keys, ignoreOrder: true);
        foreach ((string name, string[] words) in described) words.ShouldBe(DocumentProperties.Words[name], name);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void EachDocumentOfTheRepositoryIsValid(string path) => IsValid(File.ReadAllText(Path.Combine(Root(), path))).ShouldBeTrue(path);

    [Theory]
    [InlineData("{ \"name\": \"a\", \"steps\": { \"A\": { \"agent\": \"extract\" } } }", true)]
    [InlineData("{ \"steps\": { \"A\": { \"agent\": \"extract\" } } }", false)]
    [InlineData("{ \"name\": \"a\", \"steps\": { } }", false)]
    [InlineData("{ \"name\": \"a\", \"steps\": { \"A\": { } } }", false)]
    [InlineData("{ \"name\": \"a\", \"steps\": { \"A.b\": { \"agent\": \"extract\" } } }", false)]
    [InlineData("{ \"name\": \"a\", \"steps\": { \"A\": { \"agent\": \"extract\", \"retries\": 3 } } }", false)]
    [InlineData("{ \"name\": \"a\", \"steps\": { \"A\": { \"agent\": \"extract\", \"retry\": { \"delay\": \"1s\" } } } }", false)]
    [InlineData("{ \"name\": \"a\", \"steps\": { \"A\": { \"agent\": \"extract\", \"when\": { \"of\": \"input\", \"atLeast\": 1, \"atMost\": 2 } } } }", false)]
    public void TheReaderAndTheSchemaRefuseTheSame(string document, bool isRight)
    {
        IsValid(document).ShouldBe(isRight);
        (DocumentPlanner.Read(document, "a.workflow.json").Document is not null).ShouldBe(isRight);
    }

    /// <summary>The properties of what is an object, or may be; null: it is none.</summary>
    private static string[]? Properties(JsonNode described)
    {
        JsonNode? of = described["properties"] ?? described["oneOf"]?.AsArray().FirstOrDefault(alternative => alternative!["properties"] is not null)?["properties"];
        return of?.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal).ToArray();
    }

    /// <summary>All properties of which the schema says that they are one of some words.</summary>
    private static void Visit(JsonNode node, Action<string, string[]> found)
    {
        if (node is JsonArray items)
        {
            foreach (JsonNode item in items.OfType<JsonNode>()) Visit(item, found);
        }

        if (node is not JsonObject all) return;
        foreach ((string name, JsonNode? value) in all)
        {
            if (name != "not" && value is JsonObject property && property["enum"] is JsonArray words) found(name, [.. words.Select(word => (string)word!)]);
            if (name != "not" && value is not null) Visit(value, found);
        }
    }

    private static bool IsValid(string document)
    {
        using JsonDocument read = JsonDocument.Parse(document, Lenient);
        return Schema.Evaluate(read.RootElement).IsValid;
    }

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../.."));
}
