using Microsoft.CodeAnalysis;

namespace Perdure.CodeFixes;

/// <summary>The names of the framework's types at a place: short where the place has a using for them.</summary>
internal sealed class ContractTypeNames(SemanticModel model, int position)
{
    private const string Json = "System.Text.Json.Serialization";

    public string Guid => Of("System", "Guid");

    public string Instant => Of("System", "DateTimeOffset");

    public string Date => Of("System", "DateOnly");

    public string Element => Of("System.Text.Json", "JsonElement");

    public string List => Of("System.Collections.Generic", "IReadOnlyList", 1);

    public string Dictionary => Of("System.Collections.Generic", "IReadOnlyDictionary", 2);

    public string PropertyName(string name) => $"[property: {Attribute("JsonPropertyName")}({Literal(name)})] ";

    public string LeftOutWhenNull => $"[property: {Attribute("JsonIgnore")}(Condition = {Of(Json, "JsonIgnoreCondition")}.WhenWritingNull)] ";

    public string EnumConverter(string name) => $"[{Attribute("JsonConverter")}(typeof({Of(Json, "JsonStringEnumConverter", 1)}<{name}>))]";

    public string EnumMember(string value) => $"[{Attribute("JsonStringEnumMemberName")}({Literal(value)})] ";

    private static string Literal(string text) => Microsoft.CodeAnalysis.CSharp.SyntaxFactory.Literal(text).ToString();

    private string Attribute(string name) => IsKnown(Json, name + "Attribute", 0) ? name : $"{Json}.{name}";

    private string Of(string @namespace, string name, int arity = 0) => IsKnown(@namespace, name, arity) ? name : $"{@namespace}.{name}";

    private bool IsKnown(string @namespace, string name, int arity) =>
        model.LookupNamespacesAndTypes(position, name: name).OfType<INamedTypeSymbol>().Where(type => type.Arity == arity).ToArray() is [var found] && found.ContainingNamespace.ToDisplayString() == @namespace;
}
