using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Finds the members by which an agent's input can be made from a step's parameters.</summary>
internal static class InputConstructorReader
{
    /// <summary>The parameters of the constructor that System.Text.Json would choose, then the required members; null where there is none that generated code could call.</summary>
    public static EquatableArray<AgentInputMember>? Read(ITypeSymbol input, TypeReader types)
    {
        if (input is not INamedTypeSymbol { SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Struct, IsAbstract: false, IsTupleType: false } type
            || types.Describe(type).ElementKey is not null
            || Choose(type) is not { } constructor
            || constructor.Parameters.Any(parameter => parameter.RefKind != RefKind.None || parameter.Type.IsBroken()))
        {
            return null;
        }

        IEnumerable<AgentInputMember> members = constructor.Parameters.Select(parameter =>
            new AgentInputMember(parameter.Name, types.Describe(parameter.Type), parameter.HasExplicitDefaultValue, IsRequiredMember: false));
        if (!ConstructorReader.SetsRequiredMembers(constructor))
        {
            members = members.Concat(ConstructorReader.RequiredMembers(type).Select(member =>
                new AgentInputMember(member.Name, types.Describe(TypeOf(member)), IsOptional: false, IsRequiredMember: true)));
        }

        return new EquatableArray<AgentInputMember>(members);
    }

    private static IMethodSymbol? Choose(INamedTypeSymbol type)
    {
        IMethodSymbol[] constructors = [.. type.InstanceConstructors.Where(constructor => !ConstructorReader.IsCopy(constructor))];
        IMethodSymbol[] marked = [.. constructors.Where(IsJsonConstructor)];
        if (marked.Length > 0) return marked.Length == 1 && marked[0].DeclaredAccessibility == Accessibility.Public ? marked[0] : null;

        IMethodSymbol[] open = [.. constructors.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public)];

        // Every struct has a parameterless constructor that nobody wrote; one that somebody wrote says more about its members.
        if (open.Length > 1) open = [.. open.Where(constructor => !constructor.IsImplicitlyDeclared)];
        return Array.Find(open, constructor => constructor.Parameters.Length == 0) ?? (open.Length == 1 ? open[0] : null);
    }

    private static bool IsJsonConstructor(IMethodSymbol constructor) =>
        constructor.GetAttributes().Any(attribute => attribute.AttributeClass.Is("System.Text.Json.Serialization", "JsonConstructorAttribute"));

    private static ITypeSymbol TypeOf(ISymbol member) => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;
}
