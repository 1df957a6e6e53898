using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>How the serializer writes and reads the values of a remote agent: by the project's context that knows the type, or, where none does, with names in camel case.</summary>
internal sealed record JsonSettings
{
    private const string Namespace = "System.Text.Json.Serialization";
    private const int Web = 1;
    private const int Strict = 2;

    /// <summary>What the adapters do where no context knows a type.</summary>
    public static readonly JsonSettings Default = new() { Naming = JsonNaming.Camel, IgnoresCase = true };

    public JsonNaming Naming { get; init; }

    public bool IgnoresCase { get; init; }

    public bool AreEnumsTexts { get; init; }

    public bool HasFields { get; init; }

    public bool LeavesReadOnlyOut { get; init; }

    public bool IsClosed { get; init; }

    public JsonOmission Omission { get; init; }

    public NumberForms Numbers { get; init; }

    /// <summary>What the context's own converters may write: nobody knows.</summary>
    public IReadOnlyList<ITypeSymbol> Converted { get; init; } = [];

    /// <summary>Whether a converter may be for any type.</summary>
    public bool IsAllConverted { get; init; }

    /// <summary>The settings of a type: those of the first context, by name, that is told of it, as generated code chooses it.</summary>
    public static JsonSettings Of(ITypeSymbol type, IEnumerable<INamedTypeSymbol> contexts)
    {
        string name = TypeReader.RuntimeName(type);
        return contexts.FirstOrDefault(context => SerializerContextReader.Read(context) is { } read && read.Types.Contains(name, StringComparer.Ordinal)) is { } known ? Of(known) : Default;
    }

    private static JsonSettings Of(INamedTypeSymbol context)
    {
        AttributeData? options = context.GetAttributes().FirstOrDefault(static attribute => attribute.AttributeClass.Is(Namespace, "JsonSourceGenerationOptionsAttribute"));
        if (options is null) return new JsonSettings();
        int defaults = options.Argument(0, 0);
        JsonSettings settings = defaults switch
        {
            Web => Default with { Numbers = NumberForms.ReadFromText },
            Strict => new JsonSettings { IsClosed = true },
            _ => new JsonSettings(),
        };
        return (settings with
        {
            Naming = options.Named("PropertyNamingPolicy", 0) is > 0 and <= (int)JsonNaming.KebabUpper and var naming ? (JsonNaming)naming : settings.Naming,
            IgnoresCase = options.Named("PropertyNameCaseInsensitive", settings.IgnoresCase),
            AreEnumsTexts = options.Named("UseStringEnumConverter", false),
            HasFields = options.Named("IncludeFields", false),
            LeavesReadOnlyOut = options.Named("IgnoreReadOnlyProperties", false),
            IsClosed = options.NamedArguments.Any(static argument => argument.Key == "UnmappedMemberHandling") ? options.Named("UnmappedMemberHandling", 0) == 1 : settings.IsClosed,
            Omission = (JsonOmission)options.Named("DefaultIgnoreCondition", 0),
            Numbers = options.NamedArguments.Any(static argument => argument.Key == "NumberHandling") ? (NumberForms)options.Named("NumberHandling", 0) : settings.Numbers,
        }).WithConverters(options);
    }

    private JsonSettings WithConverters(AttributeData options)
    {
        INamedTypeSymbol[] converters = [.. options.NamedArguments.Where(static argument => argument.Key == "Converters" && argument.Value is { Kind: TypedConstantKind.Array, IsNull: false })
            .SelectMany(static argument => argument.Value.Values).Select(static value => value.Value).OfType<INamedTypeSymbol>()];
        return this with
        {
            AreEnumsTexts = AreEnumsTexts || converters.Any(static converter => converter.Is(Namespace, "JsonStringEnumConverter")),
            Converted = [.. converters.Select(Target).OfType<ITypeSymbol>()],
            IsAllConverted = converters.Any(static converter => !converter.Is(Namespace, "JsonStringEnumConverter") && Target(converter) is null),
        };
    }

    /// <summary>What a converter is for; null: it says so when it is asked.</summary>
    private static ITypeSymbol? Target(INamedTypeSymbol converter)
    {
        for (INamedTypeSymbol? type = converter; type is not null; type = type.BaseType)
        {
            if (type.OriginalDefinition.Is(Namespace, "JsonConverter`1") || type.OriginalDefinition.Is(Namespace, "JsonStringEnumConverter`1")) return type.TypeArguments[0];
        }

        return null;
    }
}

/// <summary>What is not written, in the order of the serializer's own list.</summary>
internal enum JsonOmission
{
    Never,
    Always,
    Defaults,
    Nulls,
    Writing,
    Reading,
}

/// <summary>How numbers stand in texts, as the serializer counts it.</summary>
[Flags]
internal enum NumberForms
{
    Strict = 0,
    ReadFromText = 1,
    WriteAsText = 2,
}
