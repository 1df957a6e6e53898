using Microsoft.CodeAnalysis;
using Perdure.Generators.Diagnostics;

namespace Perdure.Generators.FrontEnd;

/// <summary>What a workflow's class must be and must not have, apart from its steps.</summary>
internal static class WorkflowClassRules
{
    /// <summary>The property that holds the plan.</summary>
    public const string Definition = "Definition";

    /// <summary>The nested class that runs the steps; there is one only where there is a plan.</summary>
    public const string Runner = "__Perdure";

    /// <summary>The members that the generator adds.</summary>
    public static readonly string[] ReservedNames = [Definition, Runner];

    public static IEnumerable<ShapeFinding> Check(INamedTypeSymbol symbol, AttributeData attribute, INamedTypeSymbol? contract)
    {
        Location identifier = SourceLocations.Identifier(symbol, attribute);
        return PartialRule.Check(symbol, identifier, "Workflow", "its plan")
            .Concat(CheckShape(symbol, contract, identifier))
            .Concat(CheckState(symbol, identifier))
            .Concat(CheckReservedNames(symbol, identifier));
    }

    private static IEnumerable<ShapeFinding> CheckShape(INamedTypeSymbol symbol, INamedTypeSymbol? contract, Location identifier)
    {
        if (ClassShape.Problem(symbol) is { } problem)
        {
            yield return new ShapeFinding(ShapeRules.UnsupportedClass, identifier, symbol.Name, $"is {problem}, which a workflow cannot be");
            yield break;
        }

        foreach (ITypeSymbol payload in contract is null ? [] : contract.TypeArguments)
        {
            if (SignatureRules.PayloadProblem(payload) is { } unstorable)
            {
                yield return new ShapeFinding(ShapeRules.UnsupportedSignature, identifier, "Workflow", symbol.Name, "takes or returns " + unstorable);
            }
            else if (ClassShape.Reach(payload) == Visibility.Hidden)
            {
                yield return new ShapeFinding(
                    ShapeRules.UnsupportedClass, identifier, symbol.Name, $"takes or returns the private type '{TypeReader.Display(payload)}', which a caller could not name");
            }
        }
    }

    private static IEnumerable<ShapeFinding> CheckState(INamedTypeSymbol symbol, Location identifier)
    {
        foreach (ISymbol member in symbol.GetMembers())
        {
            bool isState = member switch
            {
                IFieldSymbol field => field is { IsConst: false, IsReadOnly: false, IsImplicitlyDeclared: false, AssociatedSymbol: null },
                IPropertySymbol property => property.SetMethod is { IsInitOnly: false },
                IEventSymbol @event => @event.AddMethod is { IsImplicitlyDeclared: true },
                _ => false,
            };
            if (isState && !IsWrittenByGenerator(member)) yield return new ShapeFinding(ShapeRules.MutableState, SourceLocations.Identifier(member), symbol.Name, member.Name);
        }

        foreach (IFieldSymbol field in InheritedState(symbol))
        {
            yield return new ShapeFinding(ShapeRules.MutableState, identifier, symbol.Name, $"{field.ContainingType.Name}.{field.Name}");
        }
    }

    /// <summary>The mutable fields of base classes, as far as their assemblies show them. A base class that is a workflow is judged for itself.</summary>
    private static IEnumerable<IFieldSymbol> InheritedState(INamedTypeSymbol symbol)
    {
        for (INamedTypeSymbol? type = symbol.BaseType; type is { SpecialType: not SpecialType.System_Object } && !type.IsWorkflow(); type = type.BaseType)
        {
            foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>())
            {
                if (field is { IsConst: false, IsReadOnly: false, IsImplicitlyDeclared: false, AssociatedSymbol: null }) yield return field;
            }
        }
    }

    private static IEnumerable<ShapeFinding> CheckReservedNames(INamedTypeSymbol symbol, Location identifier)
    {
        foreach (string name in SignalReader.HasSignals(symbol) ? [.. ReservedNames, SignalReader.Class] : ReservedNames)
        {
            if (symbol.Name == name) yield return new ShapeFinding(ShapeRules.ReservedName, identifier, symbol.Name, $"bears the name '{name}'");
            foreach (ISymbol member in symbol.GetMembers(name))
            {
                if (!member.IsGenerated()) yield return new ShapeFinding(ShapeRules.ReservedName, SourceLocations.Identifier(member), symbol.Name, $"has a member '{name}' of its own");
            }
        }
    }

    private static bool IsWrittenByGenerator(ISymbol member) =>
        member.GetAttributes().Any(attribute => attribute.AttributeClass.Is("System.CodeDom.Compiler", "GeneratedCodeAttribute"));
}
