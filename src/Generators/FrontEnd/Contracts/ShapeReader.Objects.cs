using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Objects: their members, and the constructor that the serializer calls.</summary>
internal sealed partial class ShapeReader
{
    private ValueShape OfObject(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { SpecialType: SpecialType.None, IsTupleType: false, TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } named) return ValueShape.Any;
        if (named.OriginalDefinition.Is("System.Collections.Generic", "KeyValuePair`2") || IsOfPlatform(named)) return ValueShape.Any;

        // What a derived type adds is known at run time alone.
        if (FindJson(named, "JsonPolymorphicAttribute") is not null || FindJson(named, "JsonDerivedTypeAttribute") is not null) return ValueShape.Of("object");
        if (isWriting) return ValueShape.Of("object") with { Fields = new Lazy<IReadOnlyList<ShapeField>>(() => [.. Members(named).Where(IsWritten).Select(WrittenField)]) };
        if (named.IsAbstract || !TryChooseConstructor(named, out IMethodSymbol? constructor)) return ValueShape.Any;
        return ValueShape.Of("object") with
        {
            IgnoresCase = settings.IgnoresCase,
            IsClosed = FindJson(named, "JsonUnmappedMemberHandlingAttribute") is { } unmapped ? unmapped.Argument(0, 0) == 1 : settings.IsClosed && !Members(named).Any(static member => FindJson(member, "JsonExtensionDataAttribute") is not null),
            Fields = new Lazy<IReadOnlyList<ShapeField>>(() => [.. ReadFields(named, constructor)]),
        };
    }

    private static bool IsOfPlatform(INamedTypeSymbol type)
    {
        INamespaceSymbol? @namespace = type.ContainingNamespace;
        while (@namespace is { ContainingNamespace.IsGlobalNamespace: false }) @namespace = @namespace.ContainingNamespace;
        return @namespace is { Name: "System", IsGlobalNamespace: false } && !type.Locations.Any(static location => location.IsInSource);
    }

    /// <summary>Properties, and fields that are asked for, each name once: the one that hides the others.</summary>
    private IEnumerable<ISymbol> Members(INamedTypeSymbol type)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        IEnumerable<INamedTypeSymbol> types = type.TypeKind == TypeKind.Interface ? type.AllInterfaces.Prepend(type) : Bases(type);
        foreach (ISymbol member in types.SelectMany(static one => one.GetMembers()))
        {
            bool isOne = member switch
            {
                IPropertySymbol { IsStatic: false, IsIndexer: false } => true,
                IFieldSymbol { IsStatic: false, IsConst: false, IsImplicitlyDeclared: false } => settings.HasFields || FindJson(member, "JsonIncludeAttribute") is not null,
                _ => false,
            };
            if (!isOne || (member.DeclaredAccessibility != Accessibility.Public && FindJson(member, "JsonIncludeAttribute") is null)) continue;
            if (seen.Add(member.Name)) yield return member;
        }
    }

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is { SpecialType: SpecialType.None }; at = at.BaseType) yield return at;
    }

    private bool IsWritten(ISymbol member)
    {
        if (FindJson(member, "JsonExtensionDataAttribute") is not null || OmissionOf(member) is JsonOmission.Always or JsonOmission.Writing) return false;
        return member is not IPropertySymbol property || (IsReachable(property, property.GetMethod) && !(settings.LeavesReadOnlyOut && property.SetMethod is null));
    }

    private ShapeField WrittenField(ISymbol member)
    {
        ITypeSymbol type = TypeOf(member);
        ValueShape value = Read(type, member);
        bool mayBeNull = value.Kinds is null ? type.NullableAnnotation == NullableAnnotation.Annotated : value.Kinds.Contains("null");
        return OmissionOf(member) switch
        {
            JsonOmission.Nulls when mayBeNull => new ShapeField(NameOf(member), WithoutNull(value), IsCertain: false),
            JsonOmission.Defaults => new ShapeField(NameOf(member), WithoutNull(value), IsCertain: !mayBeNull && !type.IsValueType),
            _ => new ShapeField(NameOf(member), value, IsCertain: true),
        };
    }

    private IEnumerable<ShapeField> ReadFields(INamedTypeSymbol type, IMethodSymbol? constructor)
    {
        bool setsRequired = constructor?.GetAttributes().Any(static attribute => attribute.AttributeClass.Is("System.Diagnostics.CodeAnalysis", "SetsRequiredMembersAttribute")) == true;
        foreach (ISymbol member in Members(type))
        {
            if (FindJson(member, "JsonExtensionDataAttribute") is not null || OmissionOf(member) is JsonOmission.Always or JsonOmission.Reading) continue;
            IParameterSymbol? parameter = constructor?.Parameters.FirstOrDefault(one => string.Equals(one.Name, member.Name, StringComparison.OrdinalIgnoreCase));
            bool isRequired = FindJson(member, "JsonRequiredAttribute") is not null || (!setsRequired && member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true });
            if (parameter is null && member is IPropertySymbol property && !IsReachable(property, property.SetMethod)) continue;
            yield return new ShapeField(NameOf(member), Read(parameter?.Type ?? TypeOf(member), member), isRequired || parameter is { HasExplicitDefaultValue: false, IsParams: false });
        }
    }

    /// <summary>The one that is marked; of a class the one without parameters, or else the only one. A struct that marks none needs none.</summary>
    /// <returns>Whether the serializer finds one.</returns>
    private static bool TryChooseConstructor(INamedTypeSymbol type, out IMethodSymbol? constructor)
    {
        constructor = type.InstanceConstructors.FirstOrDefault(static one => FindJson(one, "JsonConstructorAttribute") is not null);
        if (constructor is not null || type.IsValueType) return true;
        IMethodSymbol[] open = [.. type.InstanceConstructors.Where(static one => one.DeclaredAccessibility == Accessibility.Public)];
        constructor = Array.Find(open, static one => one.Parameters.IsEmpty) ?? (open.Length == 1 ? open[0] : null);
        return constructor is not null;
    }

    private static bool IsReachable(IPropertySymbol property, IMethodSymbol? accessor) =>
        accessor is not null && (accessor.DeclaredAccessibility == Accessibility.Public || FindJson(property, "JsonIncludeAttribute") is not null);

    private JsonOmission OmissionOf(ISymbol member) => FindJson(member, "JsonIgnoreAttribute") is { } ignored ? (JsonOmission)ignored.Named("Condition", (int)JsonOmission.Always) : settings.Omission;

    private string NameOf(ISymbol member) => FindJson(member, "JsonPropertyNameAttribute")?.Argument<string>(0) ?? JsonNames.Of(member.Name, settings.Naming);

    private static ITypeSymbol TypeOf(ISymbol member) => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;

    private static ValueShape WithoutNull(ValueShape shape) => shape.Kinds is null ? shape : shape with { Kinds = [.. shape.Kinds.Where(static kind => kind != "null")] };
}
