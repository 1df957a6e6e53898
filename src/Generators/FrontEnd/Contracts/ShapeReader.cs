using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Says of a C# type what JSON the serializer writes or reads for it. Of what only run time knows, as of a converter, it says that it may be anything.</summary>
/// <param name="settings">How the serializer is set up.</param>
/// <param name="isWriting">Whether values are written; else they are read.</param>
internal sealed partial class ShapeReader(JsonSettings settings, bool isWriting)
{
    private const string Json = "System.Text.Json.Serialization";

    private static readonly Dictionary<string, string?> Texts = new(StringComparer.Ordinal)
    {
        ["System.Guid"] = "uuid",
        ["System.DateTime"] = "date-time",
        ["System.DateTimeOffset"] = "date-time",
        ["System.DateOnly"] = "date",
        ["System.TimeOnly"] = "time",
        ["System.TimeSpan"] = "timespan",
        ["System.Uri"] = null,
        ["System.Version"] = null,
    };

    // The shapes of types within themselves are the same objects.
    private readonly Dictionary<ITypeSymbol, ValueShape> known = new(SymbolEqualityComparer.Default);

    /// <summary>The type, with null where it may be null.</summary>
    public ValueShape Read(ITypeSymbol type) => Read(type, null);

    private ValueShape Read(ITypeSymbol type, ISymbol? member)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var underlying] }) return Bare(underlying, member).OrNull();
        ValueShape shape = Bare(type, member);
        return type.NullableAnnotation == NullableAnnotation.Annotated ? shape.OrNull() : shape;
    }

    private ValueShape Bare(ITypeSymbol type, ISymbol? member)
    {
        if (type.TypeKind == TypeKind.Enum) return OfEnum((INamedTypeSymbol)type, member);
        if (IsConverted(type, member)) return ValueShape.Any;
        if (OfNumber(type) is { } number) return Numeric(number, member ?? type);
        if (OfText(type) is { } text) return text;
        if (type.SpecialType == SpecialType.System_Boolean) return ValueShape.Of("boolean");
        if (known.TryGetValue(type, out ValueShape? before)) return before;
        return known[type] = OfCollection(type) ?? OfObject(type);
    }

    private bool IsConverted(ITypeSymbol type, ISymbol? member) =>
        FindJson(member, "JsonConverterAttribute") is not null || FindJson(type, "JsonConverterAttribute") is not null
        || settings.Converted.Contains(type, SymbolEqualityComparer.Default) || (settings.IsAllConverted && type.SpecialType == SpecialType.None);

    private static string? OfNumber(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64 => "integer",
        SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal => "number",
        _ => type.Is("System", "Half") ? "number" : type.Is("System", "Int128") || type.Is("System", "UInt128") ? "integer" : null,
    };

    private ValueShape Numeric(string kind, ISymbol owner)
    {
        NumberForms forms = FindJson(owner, "JsonNumberHandlingAttribute") is { } own ? (NumberForms)own.Argument(0, 0) : settings.Numbers;
        if (isWriting) return ValueShape.Of((forms & NumberForms.WriteAsText) != 0 ? "string" : kind);
        return (forms & NumberForms.ReadFromText) != 0 ? ValueShape.Of(kind, "string") : ValueShape.Of(kind);
    }

    private static ValueShape? OfText(ITypeSymbol type)
    {
        if (type.SpecialType is SpecialType.System_String or SpecialType.System_Char || IsBytes(type)) return ValueShape.Of("string");
        if (type is not INamedTypeSymbol { ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }) return null;
        return Texts.TryGetValue($"System.{type.MetadataName}", out string? format) ? ValueShape.Of("string") with { Format = format } : null;
    }

    private static bool IsBytes(ITypeSymbol type) =>
        type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte }
        || (type is INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_Byte }] } memory && (memory.OriginalDefinition.Is("System", "Memory`1") || memory.OriginalDefinition.Is("System", "ReadOnlyMemory`1")));

    private ValueShape OfEnum(INamedTypeSymbol type, ISymbol? member)
    {
        AttributeData? converter = FindJson(member, "JsonConverterAttribute") ?? FindJson(type, "JsonConverterAttribute");
        INamedTypeSymbol? converting = converter?.Argument<INamedTypeSymbol>(0);
        bool isText = converting is null ? settings.AreEnumsTexts : converting.OriginalDefinition.Is(Json, "JsonStringEnumConverter") || converting.OriginalDefinition.Is(Json, "JsonStringEnumConverter`1");
        if ((converter is not null && !isText) || (converting is null && settings.Converted.Contains(type, SymbolEqualityComparer.Default) && !isText)) return ValueShape.Any;
        IFieldSymbol[] members = [.. type.GetMembers().OfType<IFieldSymbol>().Where(static field => field.HasConstantValue)];
        bool isSet = type.GetAttributes().Any(static attribute => attribute.AttributeClass.Is("System", "FlagsAttribute"));
        string[] values = [.. isText ? members.Select(static field => $"\"{FindJson(field, "JsonStringEnumMemberNameAttribute")?.Argument<string>(0) ?? field.Name}\"") : members.Select(static field => Convert.ToString(field.ConstantValue, System.Globalization.CultureInfo.InvariantCulture))];
        return (isText ? isWriting ? ValueShape.Of("string") : ValueShape.Of("string", "integer") : ValueShape.Of("integer")) with { Values = isSet ? null : values };
    }

    private ValueShape? OfCollection(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array) return array.Rank == 1 ? OfItems(array.ElementType) : ValueShape.Any;
        if (type is not INamedTypeSymbol named) return ValueShape.Any;
        if (OfNodes(named) is { } node) return node;
        IEnumerable<INamedTypeSymbol> contracts = named.AllInterfaces.Prepend(named);
        if (contracts.FirstOrDefault(static contract => contract.OriginalDefinition.Is("System.Collections.Generic", "IReadOnlyDictionary`2") || contract.OriginalDefinition.Is("System.Collections.Generic", "IDictionary`2")) is { } dictionary)
            return ValueShape.Of("object") with { Others = new Lazy<ValueShape>(() => Read(dictionary.TypeArguments[1])) };
        if (contracts.FirstOrDefault(static contract => contract.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T) is { } items) return OfItems(items.TypeArguments[0]);
        return contracts.Any(static contract => contract.SpecialType == SpecialType.System_Collections_IEnumerable) ? ValueShape.Of("array") : null;
    }

    private ValueShape OfItems(ITypeSymbol item) => ValueShape.Of("array") with { Items = new Lazy<ValueShape>(() => Read(item)) };

    /// <summary>JSON as such.</summary>
    private static ValueShape? OfNodes(INamedTypeSymbol type) => type switch
    {
        _ when type.Is("System.Text.Json.Nodes", "JsonObject") => ValueShape.Of("object"),
        _ when type.Is("System.Text.Json.Nodes", "JsonArray") => ValueShape.Of("array"),
        _ when type.Is("System.Text.Json.Nodes", "JsonNode") || type.Is("System.Text.Json.Nodes", "JsonValue") || type.Is("System.Text.Json", "JsonElement") || type.Is("System.Text.Json", "JsonDocument") => ValueShape.Any,
        _ => null,
    };

    private static AttributeData? FindJson(ISymbol? symbol, string name) => symbol?.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass.Is(Json, name));
}
