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

    [Fact]
    public void EachPropertyIsKnownToBoth()
    {
        JsonNode schema = JsonNode.Parse(Text)!;
        Dictionary<string, IReadOnlyList<string>> read = new()
        {
            [""] = DocumentProperties.Workflow,
            ["defaults"] = DocumentProperties.Defaults,
            ["step"] = DocumentProperties.Step,
            ["literal"] = DocumentProperties.Literal,
            ["condition"] = DocumentProperties.Condition,
            ["case"] = DocumentProperties.Case,
            ["repeat"] = DocumentProperties.Repeat,
            ["retry"] = DocumentProperties.Retry,
            ["timeout"] = DocumentProperties.Timeout,
            ["delay"] = DocumentProperties.Delay,
            ["queue"] = DocumentProperties.Queue,
            ["compensate"] = DocumentProperties.Compensate,
            ["onInterrupt"] = DocumentProperties.OnInterrupt,
            ["cache"] = DocumentProperties.Cache,
            ["schedule"] = DocumentProperties.Schedule,
        };

        foreach ((string definition, IReadOnlyList<string> properties) in read)
        {
            JsonNode described = definition.Length == 0 ? schema : schema["definitions"]![definition]!;
            Properties(described).Order(StringComparer.Ordinal).ShouldBe(properties.Order(StringComparer.Ordinal), definition);
        }
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

    private static IEnumerable<string> Properties(JsonNode described) =>
        (described["properties"] ?? described["oneOf"]!.AsArray().First(alternative => alternative!["properties"] is not null)!["properties"])!.AsObject().Select(property => property.Key);

    private static bool IsValid(string document)
    {
        using JsonDocument read = JsonDocument.Parse(document, Lenient);
        return Schema.Evaluate(read.RootElement).IsValid;
    }

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../.."));
}
