using System.Text.Json;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Perdure.Agents.Mcp;

/// <summary>Compares what a tool takes and answers, by its schemas, with the types that its class declares. It looks at what both sides say for certain; what a schema leaves open is no difference.</summary>
internal static class ToolShape
{
    /// <summary>Recursive types are compared as deep as this.</summary>
    private const int MaxDepth = 16;

    private static readonly JsonSchemaExporterOptions Exporting = new() { TreatNullObliviousAsNonNullable = true };

    /// <returns>For each difference what follows the tool's name: its path, what is expected there and what was found.</returns>
    public static IEnumerable<string> Compare(McpTool tool, JsonTypeInfo input, JsonTypeInfo output)
    {
        var written = new Side(Of(input), IsOurs: true, input);
        foreach (string difference in Compare(written, new Side(SchemaView.Of(tool.Input), IsOurs: false, input), "$", 0)) yield return $"takes other arguments than '{input.Type.Name}': {difference}";
        if (tool.Output is not { } schema || output.Type == typeof(string)) yield break;
        var read = new Side(Of(output), IsOurs: true, output);
        foreach (string difference in Compare(new Side(SchemaView.Of(schema), IsOurs: false, output), read, "$", 0)) yield return $"answers something else than '{output.Type.Name}': {difference}";
    }

    private static SchemaView Of(JsonTypeInfo type) => SchemaView.Of(JsonElement.Parse(type.GetJsonSchemaAsNode(Exporting).ToJsonString()));

    private static IEnumerable<string> Compare(Side writer, Side reader, string path, int depth)
    {
        if (depth > MaxDepth) yield break;
        if (writer.Types is { } written && reader.Types is { } taken && written.FirstOrDefault(kind => !Takes(taken, kind)) is { } misfit)
        {
            yield return $"at {path} {Words(reader.View)} is expected, and {Words([misfit])} {(writer.IsOurs ? "is declared" : "is answered")}";
            yield break;
        }

        if (writer.View.Values is { } values && reader.View.Values is { } allowed && values.FirstOrDefault(value => !allowed.Contains(value)) is { } unknown)
            yield return $"at {path} one of {string.Join(", ", allowed)} is expected, and {unknown} {(writer.IsOurs ? "is declared" : "is answered")}";
        foreach (string difference in Fields(writer, reader, path, depth)) yield return difference;
        if (writer.View.Items is { } item && reader.View.Items is { } element)
        {
            foreach (string difference in Compare(writer with { View = item }, reader with { View = element }, $"{path}[]", depth + 1)) yield return difference;
        }
    }

    private static IEnumerable<string> Fields(Side writer, Side reader, string path, int depth)
    {
        if (writer.View.Properties is not { } given || reader.View.Properties is not { } known) yield break;
        StringComparer names = reader.IsOurs && reader.Type.Options.PropertyNameCaseInsensitive ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        foreach (string needed in reader.View.Required.Where(name => !given.Keys.Contains(name, names)))
            yield return $"at {path}.{needed} {(known.TryGetValue(needed, out SchemaView missing) ? Words(missing) : "something")} is expected, and nothing {(writer.IsOurs ? "is declared" : "is answered")}";
        foreach ((string name, SchemaView field) in given)
        {
            string place = $"{path}.{name}";
            if (known.Keys.FirstOrDefault(other => names.Equals(other, name)) is not { } same)
            {
                // An argument that a tool does not know is a mistake, even where it would pass over it.
                if (reader.View.IsClosed || (writer.IsOurs && !reader.View.IsOpen)) yield return $"at {place} nothing is expected, and {Words(field)} {(writer.IsOurs ? "is declared" : "is answered")}";
                continue;
            }

            bool needed = reader.View.Required.Contains(same, names);
            if (needed && !writer.AlwaysGives(name, field)) yield return $"at {place} {Words(known[same])} is expected, and it {(writer.IsOurs ? "may be left out" : "may be missing")}";
            foreach (string difference in Compare(writer.Into(field), reader with { View = known[same] }, place, depth + 1)) yield return difference;
        }
    }

    private static bool Takes(IReadOnlyList<string> taken, string kind) => taken.Contains(kind) || (kind == "integer" && taken.Contains("number"));

    private static string Words(SchemaView view) => Words(view.IsNumberOrText ? [.. view.Types!.Where(static kind => kind != "string")] : view.Types);

    private static string Words(IReadOnlyList<string>? kinds) => kinds is null ? "something" : string.Join(" or ", kinds.Select(static kind => kind switch
    {
        "string" => "a text",
        "number" => "a number",
        "integer" => "a whole number",
        "boolean" => "true or false",
        "array" => "an array",
        "object" => "an object",
        _ => kind,
    }));

    /// <summary>One of the two that are compared.</summary>
    /// <param name="IsOurs">It is that of a type of ours.</param>
    /// <param name="Type">The type of ours that is compared.</param>
    private sealed record Side(SchemaView View, bool IsOurs, JsonTypeInfo Type)
    {
        private bool LeavesNullOut => IsOurs && Type.Options.DefaultIgnoreCondition is JsonIgnoreCondition.WhenWritingNull or JsonIgnoreCondition.WhenWritingDefault;

        /// <summary>What is written or read for certain; null: anything may be.</summary>
        public IReadOnlyList<string>? Types => IsOurs && View.IsNumberOrText ? [.. View.Types!.Where(static kind => kind != "string")] : View.Types;

        public bool AlwaysGives(string name, SchemaView field) => IsOurs ? !(LeavesNullOut && field.Types?.Contains("null") is true) : View.Required.Contains(name);

        /// <summary>The side at one of its fields: a null that is left out is not written.</summary>
        public Side Into(SchemaView field) => this with { View = LeavesNullOut ? field.WithoutNull() : field };
    }
}
