using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Perdure.Planning;

namespace Perdure.Cli.Agents;

/// <summary>The text of a contract: small, and the same whenever the runtime says the same.</summary>
internal static class ContractText
{
    public const string Suffix = AgentContract.FileSuffix;

    private const string Schema = "https://raw.githubusercontent.com/perdure/perdure/main/schemas/agent.schema.json";

    private static readonly string[] PassedOver = ["bin", "obj", "node_modules"];

    private static readonly JsonWriterOptions Writing = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A contract without what it says of its agent.</summary>
    public static JsonObject Begin(ContractTarget target)
    {
        var contract = new JsonObject { ["$schema"] = Schema, ["agent"] = target.Name, ["runtime"] = target.Kind.Id, ["endpoint"] = target.Endpoint };
        if (target.Kind.Noun is { } noun) contract["of"] = new JsonObject { [noun] = target.What };
        return contract;
    }

    /// <summary>A schema as a contract has it; null: there is none. Which version of JSON Schema it is says nothing to people.</summary>
    public static JsonNode? SchemaOf(JsonElement? schema)
    {
        if (schema is not { ValueKind: JsonValueKind.Object } given) return null;
        var copy = (JsonObject)JsonNode.Parse(given.GetRawText())!;
        copy.Remove("$schema");
        return copy;
    }

    public static string Write(JsonObject contract)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Writing)) contract.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }

    /// <exception cref="CommandFailure">It is no JSON object.</exception>
    public static JsonObject Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }) as JsonObject ?? throw new CommandFailure("it is no JSON object");
        }
        catch (JsonException failure)
        {
            throw new CommandFailure($"it is no JSON: {failure.Message}", failure);
        }
    }

    /// <summary>Whether a contract says what its agent takes or answers.</summary>
    public static bool HasSchemas(string text) => Parse(text) is var contract && (contract.ContainsKey("input") || contract.ContainsKey("output"));

    /// <summary>The contracts in a folder and below it, in order.</summary>
    public static IEnumerable<string> FilesIn(string folder) => Directory.EnumerateFiles(folder, "*" + Suffix, SearchOption.AllDirectories)
        .Where(path => !Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar)[..^1].Any(static part => PassedOver.Contains(part) || part.StartsWith('.')))
        .Order(StringComparer.Ordinal);

    /// <summary>What one contract says otherwise than another: where, what was there, and what is there now. Order says nothing.</summary>
    public static IEnumerable<string> Compare(string old, string now) => Compare(Parse(old), Parse(now), "$");

    private static IEnumerable<string> Compare(JsonNode? old, JsonNode? now, string path)
    {
        if (JsonNode.DeepEquals(old, now)) return [];
        return (old, now) switch
        {
            (JsonObject was, JsonObject @is) => was.Select(static field => field.Key).Union(@is.Select(static field => field.Key)).SelectMany(name => Compare(was, @is, name, path)),
            _ => [$"{path}: {Show(old)} → {Show(now)}"],
        };
    }

    private static IEnumerable<string> Compare(JsonObject old, JsonObject now, string name, string path)
    {
        string place = $"{path}.{name}";
        if (!old.ContainsKey(name)) return [$"{place}: new, {Show(now[name])}"];
        return now.ContainsKey(name) ? Compare(old[name], now[name], place) : [$"{place}: gone, it was {Show(old[name])}"];
    }

    private static string Show(JsonNode? value)
    {
        const int longest = 100;
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Writing with { Indented = false }))
        {
            if (value is null) writer.WriteNullValue();
            else value.WriteTo(writer);
        }

        string shown = System.Text.Encoding.UTF8.GetString(text.ToArray());
        return shown.Length <= longest ? shown : shown[..longest] + "…";
    }
}
