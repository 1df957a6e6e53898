using Microsoft.CodeAnalysis;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Reads the user's serializer contexts.</summary>
internal static class SerializerContextReader
{
    public const string Attribute = "System.Text.Json.Serialization.JsonSerializableAttribute";

    /// <summary>The context; null where generated code could not use it.</summary>
    public static SerializerContextModel? Read(INamedTypeSymbol symbol)
    {
        if (!DerivesFromContext(symbol) || ClassShape.Problem(symbol) is not null || !SourceLocations.IsPartial(symbol)) return null;
        return new SerializerContextModel(
            TypeReader.Text(symbol),
            new EquatableArray<string>(symbol.GetAttributes()
                .Where(attribute => attribute.AttributeClass.Is("System.Text.Json.Serialization", "JsonSerializableAttribute"))
                .Select(attribute => attribute.Argument<ITypeSymbol>(0))
                .OfType<ITypeSymbol>()
                .Where(type => !type.IsBroken())
                .Select(TypeReader.RuntimeName)));
    }

    private static bool DerivesFromContext(INamedTypeSymbol symbol)
    {
        for (INamedTypeSymbol? type = symbol.BaseType; type is not null; type = type.BaseType)
        {
            if (type.Is("System.Text.Json.Serialization", "JsonSerializerContext")) return true;
        }

        return false;
    }
}
