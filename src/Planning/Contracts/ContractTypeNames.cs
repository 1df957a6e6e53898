using System.Text;

namespace Perdure.Planning;

/// <summary>The names of the framework's types where a record is written: in full, unless the place has a using for them.</summary>
public class ContractTypeNames
{
    private const string Json = "System.Text.Json.Serialization";

    /// <summary>An identifier.</summary>
    public string Uuid => Of("System", "Guid");

    /// <summary>A moment.</summary>
    public string Instant => Of("System", "DateTimeOffset");

    /// <summary>A day.</summary>
    public string Date => Of("System", "DateOnly");

    /// <summary>Any JSON.</summary>
    public string Element => Of("System.Text.Json", "JsonElement");

    /// <summary>A list, without the type of its items.</summary>
    public string List => Of("System.Collections.Generic", "IReadOnlyList", 1);

    /// <summary>A dictionary, without its types.</summary>
    public string Dictionary => Of("System.Collections.Generic", "IReadOnlyDictionary", 2);

    /// <summary>What a property is left out by where it is null.</summary>
    public string LeftOutWhenNull => $"[property: {Attribute("JsonIgnore")}(Condition = {Of(Json, "JsonIgnoreCondition")}.WhenWritingNull)] ";

    /// <summary>What names a property in JSON.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The attribute.</returns>
    public string PropertyName(string name) => $"[property: {Attribute("JsonPropertyName")}({Literal(name)})] ";

    /// <summary>What writes an enum as texts.</summary>
    /// <param name="name">The name of the enum.</param>
    /// <returns>The attribute.</returns>
    public string EnumConverter(string name) => $"[{Attribute("JsonConverter")}(typeof({Of(Json, "JsonStringEnumConverter", 1)}<{name}>))]";

    /// <summary>What names a member of an enum in JSON.</summary>
    /// <param name="value">The name.</param>
    /// <returns>The attribute.</returns>
    public string EnumMember(string value) => $"[{Attribute("JsonStringEnumMemberName")}({Literal(value)})] ";

    /// <summary>Whether the place knows a type by its short name, and means this one.</summary>
    /// <param name="namespace">The namespace of the type.</param>
    /// <param name="name">Its name.</param>
    /// <param name="arity">How many type parameters it has.</param>
    /// <returns>Whether it does.</returns>
    protected virtual bool IsKnown(string @namespace, string name, int arity) => false;

    private static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (char letter in text)
        {
            if (letter is '"' or '\\') literal.Append('\\').Append(letter);
            else if (char.IsControl(letter) || letter is '\u2028' or '\u2029') literal.Append("\\u").Append(((int)letter).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            else literal.Append(letter);
        }

        return literal.Append('"').ToString();
    }

    private string Attribute(string name) => IsKnown(Json, name + "Attribute", 0) ? name : $"{Json}.{name}";

    private string Of(string @namespace, string name, int arity = 0) => IsKnown(@namespace, name, arity) ? name : $"{@namespace}.{name}";
}
