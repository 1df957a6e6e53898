using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Perdure.Agents;

/// <summary>Says of an answer that does not fit its type where, what is expected there, and what was found. Never what it says: an error is stored as it is, and an answer may be anybody's business.</summary>
internal static class Mismatch
{
    /// <param name="failure">What the serializer says; null: it is JSON's null.</param>
    /// <param name="at">Where the answer stands in what the runtime said.</param>
    public static string Describe(JsonException? failure, JsonElement answer, JsonTypeInfo type, string at)
    {
        JsonElement? found = answer;
        JsonTypeInfo? expected = type;
        string place = at;
        foreach (object step in JsonSteps.Of(failure?.Path))
        {
            // What it cannot describe more exactly, it describes as far as it can.
            if (Into(found, step) is not { } inner) break;
            found = inner;
            place += step is int index ? $"[{index}]" : $".{step}";
            if (expected is { Kind: JsonTypeInfoKind.Object } && step is string name && !expected.Properties.Any(property => Same(property.Name, name, expected.Options))) return Say(place, "nothing", Kind(found));
            expected = Into(expected, step);
        }

        if (Missing(found, expected) is { } missing) return Say($"{place}.{missing.Name}", NameOf(missing.PropertyType, missing.Options), "nothing");
        return Say(place, expected is null ? "something else" : NameOf(expected), Kind(found));
    }

    /// <summary>How a type is called in an error, and what JSON it is.</summary>
    public static string NameOf(JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Object => $"an object ({type.Type.Name})",
        JsonTypeInfoKind.Dictionary => $"an object of {type.ElementType?.Name}",
        JsonTypeInfoKind.Enumerable => $"an array of {type.ElementType?.Name}",
        _ => Scalar(type.Type),
    };

    private static string NameOf(Type type, JsonSerializerOptions options) => options.TryGetTypeInfo(type, out JsonTypeInfo? info) ? NameOf(info) : type.Name;

    private static string Scalar(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string)) return "a text";
        if (plain == typeof(bool)) return "true or false";
        if (plain.IsEnum) return $"one of {plain.Name} ({string.Join(", ", Enum.GetNames(plain))})";
        return plain.IsPrimitive || plain == typeof(decimal) ? $"a number ({plain.Name})" : $"a {plain.Name}";
    }

    private static string Say(string place, string expected, string found) => $"its answer does not fit: at {place} {expected} is expected, and {found} was found";

    private static string Kind(JsonElement? found) => found?.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Null => "null",
        _ => "nothing",
    };

    private static JsonElement? Into(JsonElement? at, object step) => (at, step) switch
    {
        ({ ValueKind: JsonValueKind.Object } found, string name) when found.TryGetProperty(name, out JsonElement inner) => inner,
        ({ ValueKind: JsonValueKind.Array } found, int index) when index < found.GetArrayLength() => found[index],
        _ => null,
    };

    private static JsonTypeInfo? Into(JsonTypeInfo? type, object step)
    {
        Type? inner = (type?.Kind, step) switch
        {
            (JsonTypeInfoKind.Object, string name) => type.Properties.FirstOrDefault(property => Same(property.Name, name, type.Options))?.PropertyType,
            (JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Enumerable, _) => type.ElementType,
            _ => null,
        };
        return inner is not null && type!.Options.TryGetTypeInfo(inner, out JsonTypeInfo? info) ? info : null;
    }

    /// <summary>The first property that has to be there and is not.</summary>
    private static JsonPropertyInfo? Missing(JsonElement? found, JsonTypeInfo? expected) =>
        found is { ValueKind: JsonValueKind.Object } given && expected is { Kind: JsonTypeInfoKind.Object }
            ? expected.Properties.FirstOrDefault(property => property.IsRequired && !given.EnumerateObject().Any(field => Same(field.Name, property.Name, expected.Options)))
            : null;

    private static bool Same(string left, string right, JsonSerializerOptions options) =>
        string.Equals(left, right, options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
