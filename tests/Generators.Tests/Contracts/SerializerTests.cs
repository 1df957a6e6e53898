using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Contracts;

/// <summary>The compiler and the serializer agree on what is written for a type and what is read: a contract that is made of the serializer's own schema fits, to the last field. Of the items of a collection the serializer does not know whether they may be null.</summary>
public sealed class SerializerTests
{
    private const string Agent = "[McpTool(\"tools\", \"write\")] public sealed partial class DeskAgent : IAgent<Payload, Payload>;\n";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        PropertyNameCaseInsensitive = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    [Theory]
    [InlineData("public sealed record Payload(string A, string? B, int C, long? D, bool E, decimal F, char G, byte[] H, float I, ulong J);")]
    [InlineData("public sealed record Payload(Guid A, DateTime B, DateTimeOffset? C, DateOnly D, TimeOnly E, TimeSpan F, Uri G, Version? H);")]
    [InlineData("public sealed record Payload(string[] A, IReadOnlyList<int?> B, List<string> C, IEnumerable<bool> D, HashSet<Guid> E, Dictionary<string, int> F, IReadOnlyDictionary<string, string> G);")]
    [InlineData("public sealed record Payload(Inner A, Inner? B, Inner[] C); public sealed record Inner(string FirstWord, [property: JsonPropertyName(\"x y\")] int Second = 2);")]
    [InlineData("public sealed record Payload(Payload? Next, Payload[] Others, string Name);")]
    [InlineData("public class Payload { public string A { get; set; } = \"\"; public required string B { get; init; } public int C { get; private set; } [JsonInclude] public int D { get; private set; } [JsonIgnore] public int E { get; set; } public int F; public static int G { get; set; } }")]
    [InlineData("public abstract class Base { public int A { get; set; } public virtual string B { get; set; } = \"\"; } public sealed class Payload : Base { public override string B { get; set; } = \"\"; [JsonRequired] public int C { get; set; } }")]
    [InlineData("public readonly record struct Payload(string A, int B);")]
    [InlineData("public sealed class Payload { [JsonConstructor] public Payload(string a, int b = 1) { A = a; B = b; } public Payload() { A = \"\"; } public string A { get; } public int B { get; } }")]
    [InlineData("public sealed class Payload(string a) { public string A { get; } = a; public string? Later { get; init; } [JsonExtensionData] public Dictionary<string, object>? More { get; set; } }")]
    [InlineData("public sealed record Payload(Number A, Word B, Word? C, [property: JsonConverter(typeof(JsonStringEnumConverter))] Number D); public enum Number { One, Two } [JsonConverter(typeof(JsonStringEnumConverter<Word>))] public enum Word { One, [JsonStringEnumMemberName(\"two\")] Two }")]
    [InlineData("public sealed record Payload(JsonElement A, JsonNode? B, JsonObject C, JsonArray D, object E, KeyValuePair<string, int> F);")]
    [InlineData("[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] public sealed record Payload(string A);")]
    [InlineData("[JsonNumberHandling(JsonNumberHandling.Strict)] public sealed record Payload([property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] int A, int B);")]
    public async Task WhatIsWrittenAndReadIsWhatTheSerializerSays(string declaration)
    {
        GeneratorRun types = GeneratorRun.Of(TestCompilation.Named("Payloads", [], declaration, "global using System.Text.Json;\nglobal using System.Text.Json.Nodes;\nglobal using System.Text.Json.Serialization;"));
        Type payload = types.Load().GetType("Payload", throwOnError: true)!;
        JsonNode schema = Options.GetTypeInfo(payload).GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });

        Diagnostic[] found = await ContractSquiggles.FindAsync(Agent + declaration, new TestDocument(ContractSquiggles.Path, ContractSquiggles.Tool(Closed(schema).ToJsonString(), schema.ToJsonString())));

        found.Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty(schema.ToJsonString());
    }

    /// <summary>All that is written, and nothing else: each field has to be there.</summary>
    private static JsonNode Closed(JsonNode schema)
    {
        JsonNode copy = schema.DeepClone();
        var open = new Stack<JsonNode?>([copy]);
        while (open.TryPop(out JsonNode? node))
        {
            if (node is JsonArray items) foreach (JsonNode? item in items) open.Push(item);
            if (node is not JsonObject at) continue;
            foreach ((_, JsonNode? inner) in at) open.Push(inner);
            if (at["properties"] is not JsonObject fields) continue;
            at["additionalProperties"] = false;
            at["required"] = new JsonArray([.. fields.Where(static field => field.Value is JsonObject).Select(static field => (JsonNode)field.Key)]);

            // The serializer writes a constructor's default down as the schema's, which would excuse a field that is not sent.
            foreach (JsonObject field in fields.Select(static field => field.Value).OfType<JsonObject>()) field.Remove("default");
        }

        return copy;
    }
}
