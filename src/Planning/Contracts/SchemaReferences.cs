using System.Globalization;

namespace Perdure.Planning;

/// <summary>Follows the references within a JSON Schema. One to elsewhere leads nowhere: nothing is fetched while somebody compiles.</summary>
internal static class SchemaReferences
{
    private const int MostReferences = 16;

    public static bool IsLocal(string reference) => reference == "#" || reference.StartsWith("#/", StringComparison.Ordinal);

    /// <summary>What a reference stands for; null: nothing that is here.</summary>
    public static JsonValue? Find(JsonValue root, string reference)
    {
        if (!IsLocal(reference)) return null;
        JsonValue? at = root;
        foreach (string part in reference.Split('/').Skip(1))
        {
            string name = Uri.UnescapeDataString(part).Replace("~1", "/").Replace("~0", "~");
            at = at.Kind == JsonKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                ? at.Items.ElementAtOrDefault(index)
                : at.Properties.FirstOrDefault(property => property.Name == name)?.Value;
            if (at is null) return null;
        }

        return at;
    }

    /// <summary>The schema that is meant in the end; null: it is elsewhere, or goes in a circle.</summary>
    public static JsonValue? Follow(JsonValue root, JsonValue node)
    {
        JsonValue? at = node;
        for (var i = 0; i < MostReferences && at is not null; i++)
        {
            if (at.Properties.FirstOrDefault(static property => property.Name == "$ref")?.Value is not { Kind: JsonKind.Text } reference)
            {
                // Pydantic wraps a reference that has a default beside it into an allOf of one.
                if (at.Properties.FirstOrDefault(static property => property.Name == "allOf")?.Value is not { Items: [var only] } || at.Properties.Any(static property => property.Name is "type" or "properties")) return at;
                at = only;
                continue;
            }

            at = Find(root, reference.Text);
        }

        return null;
    }
}
