using Microsoft.CodeAnalysis;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Reads the attribute of a remote agent so that generated code can make it again: nothing looks for attributes at run time.</summary>
internal static class RemoteAttributeReader
{
    /// <summary>What makes the attribute again; null where <see cref="Problem"/> says why not.</summary>
    public static RemoteAttributeModel? Read(AttributeData attribute)
    {
        if (Problem(attribute) is not null || attribute is not { AttributeClass: { } kind, AttributeConstructor: { } constructor }) return null;
        return new RemoteAttributeModel(
            TypeReader.Text(kind),
            attribute.Short(),
            new EquatableArray<string>(attribute.ConstructorArguments.Select((argument, position) => $"{Identifiers.Escape(constructor.Parameters[position].Name)}: {ConstantText.Of(argument)}")),
            new EquatableArray<string>(attribute.NamedArguments.Select(argument => $"{Identifiers.Escape(argument.Key)} = {ConstantText.Of(argument.Value)}")));
    }

    /// <summary>Why generated code could not make it, as what follows its name; null: it can.</summary>
    public static string? Problem(AttributeData attribute)
    {
        INamedTypeSymbol kind = attribute.AttributeClass!;
        if (Unnameable(kind) is { } unnameable) return $"which is {unnameable}";
        if (ClassShape.Reach(kind) == Visibility.Hidden) return "which is private";
        return attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(argument => argument.Value)).SelectMany(Types).Select(Unnameable).FirstOrDefault(problem => problem is not null) is { } type
            ? "which is given " + type
            : null;
    }

    /// <summary>The types that a constant names.</summary>
    private static IEnumerable<ITypeSymbol> Types(TypedConstant constant) => constant switch
    {
        { Kind: TypedConstantKind.Array } => [constant.Type!, .. constant.IsNull ? [] : constant.Values.SelectMany(Types)],
        { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } => [type],
        { Type: { } type } => [type],
        _ => [],
    };

    /// <summary>What of a type has no name in another file; null: all of it has.</summary>
    private static string? Unnameable(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array) return Unnameable(array.ElementType);
        if (type is IPointerTypeSymbol or IFunctionPointerTypeSymbol) return $"the pointer type '{TypeReader.Display(type)}'";
        if (type is not INamedTypeSymbol named) return null;
        for (INamedTypeSymbol? outer = named; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsFileLocal) return $"the file-scoped type '{TypeReader.Display(outer)}'";
        }

        return named.IsUnboundGenericType ? null : named.TypeArguments.Select(Unnameable).FirstOrDefault(problem => problem is not null);
    }
}
