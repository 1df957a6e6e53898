using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Perdure.Agents;

/// <summary>
/// Somebody else's JSON Schema, made harmless for one answer: it is walked beside the answer as the evaluation would, with a bound on depth and steps, so that references that go round or multiply are found before they take the process with
/// them; and its patterns, which could be matched for ever, are matched here in linear time, and replaced by the very texts of the answer that they match.
/// </summary>
internal sealed class HarmlessSchema
{
    private const int LongestSchema = 64 * 1024;
    private const int MostPatterns = 64;
    private const int MostSteps = 50_000;
    private const int Deepest = 128;

    /// <summary>For a pattern that cannot be matched in linear time, as one that looks ahead.</summary>
    private static readonly TimeSpan LongestMatch = TimeSpan.FromMilliseconds(50);

    private static readonly string[] Inner = ["not", "if", "then", "else", "items", "additionalItems", "contains", "additionalProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema"];
    private static readonly string[] Lists = ["allOf", "anyOf", "oneOf", "prefixItems", "items"];
    private static readonly string[] Maps = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"];
    private static readonly string[] InPlace = ["not", "if", "then", "else", "allOf", "anyOf", "oneOf", "dependentSchemas", "dependencies"];
    private static readonly string[] OfFields = ["additionalProperties", "unevaluatedProperties", "patternProperties"];
    private static readonly string[] OfItems = ["items", "prefixItems", "additionalItems", "contains", "unevaluatedItems"];

    private readonly JsonNode root;
    private readonly HashSet<string> texts = new(StringComparer.Ordinal);
    private readonly HashSet<JsonNode> schemas = new(ReferenceEqualityComparer.Instance);
    private int patterns;
    private int steps;

    private HarmlessSchema(JsonNode root, JsonElement answer)
    {
        this.root = root;
        Collect(answer);
    }

    /// <summary>The schema's text.</summary>
    public string Text => root.ToJsonString();

    /// <returns>Null: it is no schema, or one that is not checked here.</returns>
    public static HarmlessSchema? Of(string schema, JsonElement answer)
    {
        if (schema.Length > LongestSchema) return null;
        try
        {
            if (JsonNode.Parse(schema) is not { } node) return null;
            var harmless = new HarmlessSchema(node, answer);
            return harmless.Prepare(node) && harmless.Walk(node, answer, depth: 0) ? harmless : null;
        }
        catch (Exception unusable) when (unusable is JsonException or ArgumentException or InvalidOperationException or NotSupportedException or RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private void Collect(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                texts.Add(value.GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray()) Collect(item);
                break;
            case JsonValueKind.Object:
                foreach (JsonProperty field in value.EnumerateObject())
                {
                    texts.Add(field.Name);
                    Collect(field.Value);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Replaces the patterns in a schema and below it.</summary>
    /// <returns>False: it has what is not followed here, as an address of its own for a part of it.</returns>
    private bool Prepare(JsonNode? schema)
    {
        if (schema is not JsonObject node) return true;
        schemas.Add(node);
        if (node.ContainsKey("$dynamicRef") || node.ContainsKey("$recursiveRef") || (node != root && (node.ContainsKey("$id") || node.ContainsKey("$schema")))) return false;
        if (TextOf(node["pattern"]) is { } pattern) node["pattern"] = Replace(pattern);
        if (node["patternProperties"] is JsonObject named)
        {
            foreach ((string name, JsonNode? inner) in named.ToArray())
            {
                named.Remove(name);
                named[Replace(name)] = inner;
            }
        }

        return Children(node, Inner, Lists, Maps).All(Prepare);
    }

    /// <exception cref="NotSupportedException">There are more patterns than are matched.</exception>
    private string Replace(string pattern)
    {
        if (++patterns > MostPatterns) throw new NotSupportedException();
        Regex regex;
        try
        {
            regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            regex = new Regex(pattern, RegexOptions.CultureInvariant, LongestMatch);
        }

        // The number, which nothing matches, keeps apart what matches the same.
        return $@"\A(?:(?!){patterns}{string.Concat(texts.Where(text => regex.IsMatch(text)).Select(static text => $"|{Regex.Escape(text)}"))})\z";
    }

    /// <summary>Goes where the evaluation would go, at most.</summary>
    /// <returns>False: it goes round, or on for too long.</returns>
    private bool Walk(JsonNode? schema, JsonElement value, int depth)
    {
        if (schema is not JsonObject node) return true;
        if (++steps > MostSteps || depth > Deepest || !schemas.Contains(node)) return false;
        if (node.ContainsKey("$ref") && (Find(TextOf(node["$ref"])) is not { } target || !Walk(target, value, depth + 1))) return false;
        if (!Children(node, InPlace, InPlace, InPlace).All(inner => Walk(inner, value, depth + 1))) return false;
        return value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().All(field => WalkField(node, field, depth + 1)),
            JsonValueKind.Array => WalkItems(node, value, depth + 1),
            _ => true,
        };
    }

    private bool WalkField(JsonObject node, JsonProperty field, int depth)
    {
        steps++;
        return Walk((node["properties"] as JsonObject)?[field.Name], field.Value, depth) && Children(node, OfFields, [], OfFields).All(inner => Walk(inner, field.Value, depth));
    }

    private bool WalkItems(JsonObject node, JsonElement items, int depth)
    {
        // Each is compared with each.
        if (node.ContainsKey("uniqueItems")) steps += (int)Math.Min(MostSteps, (long)items.GetArrayLength() * items.GetArrayLength() / 64);
        return items.EnumerateArray().All(item => ++steps <= MostSteps && Children(node, OfItems, OfItems, []).All(inner => Walk(inner, item, depth)));
    }

    /// <summary>The schemas in some of a schema's keywords.</summary>
    private static IEnumerable<JsonNode?> Children(JsonObject node, string[] one, string[] list, string[] map)
    {
        foreach ((string keyword, JsonNode? value) in node)
        {
            switch (value)
            {
                case JsonObject named when map.Contains(keyword) && Maps.Contains(keyword):
                    foreach ((_, JsonNode? inner) in named) yield return inner;
                    break;
                case JsonObject inner when one.Contains(keyword):
                    yield return inner;
                    break;
                case JsonArray several when list.Contains(keyword):
                    foreach (JsonNode? inner in several) yield return inner;
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>What a reference within the schema points to; null: nothing that is followed here.</summary>
    private JsonNode? Find(string? reference)
    {
        if (reference is "#") return root;
        if (reference?.StartsWith("#/", StringComparison.Ordinal) is not true) return null;
        JsonNode? at = root;
        foreach (string part in reference[2..].Split('/'))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            at = at switch
            {
                JsonObject fields => fields[name],
                JsonArray items when int.TryParse(name, out int index) && index >= 0 && index < items.Count => items[index],
                _ => null,
            };
        }

        return at is JsonValue ? null : at;
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
