using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Reads [When], [Unless], [Case] and [Otherwise].</summary>
internal static class ConditionAttributes
{
    /// <summary>All conditions of a method, in order.</summary>
    public static IEnumerable<AttributeData> All(IMethodSymbol method) => method.GetAttributes().Where(attribute => Kind(attribute) is not null);

    /// <summary>What kind of condition an attribute is; null: none.</summary>
    public static DecisionKind? Kind(AttributeData attribute) =>
        attribute.AttributeClass.IsPerdure(PerdureSymbols.WhenAttribute) ? DecisionKind.When
        : attribute.AttributeClass.IsPerdure(PerdureSymbols.UnlessAttribute) ? DecisionKind.Unless
        : attribute.AttributeClass.IsPerdure(PerdureSymbols.CaseAttribute) ? DecisionKind.Case
        : attribute.AttributeClass.IsPerdure(PerdureSymbols.OtherwiseAttribute) ? DecisionKind.Otherwise
        : null;

    /// <summary>The conditions, as the planner gets them.</summary>
    public static EquatableArray<ConditionDescription> Describe(IMethodSymbol method, TypeReader types) => new(All(method).Select(attribute =>
        new ConditionDescription(Kind(attribute)!.Value, attribute.Argument<string>(0) ?? "")
        {
            On = attribute.Named<string>("On"),
            Values = new EquatableArray<CaseDescription>(Values(attribute).Select(value => Describe(value, types))),
        }));

    /// <summary>Whether a method decides on steps of its class. It is marked by nothing but being named.</summary>
    public static bool IsPredicate(IMethodSymbol method) =>
        method.ContainingType.IsWorkflow()
        && method.ContainingType.GetMembers().OfType<IMethodSymbol>().Any(step => step.FindStepAttribute() is not null && NamesPredicate(step, method.Name));

    /// <summary>A value of an enum, of a case or among all that there are.</summary>
    public static CaseDescription DescribeEnum(ITypeSymbol type, object value, TypeReader types)
    {
        string number = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        IFieldSymbol? member = type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value));
        string display = TypeReader.Display(type);
        return new CaseDescription(types.Describe(type).Key, display, number, member is null ? $"({display}){number}" : $"{display}.{member.Name}");
    }

    private static bool NamesPredicate(IMethodSymbol step, string name) =>
        All(step).Any(attribute => Kind(attribute) is DecisionKind.When or DecisionKind.Unless && attribute.Argument<string>(0) == name)
        || PartsAttributes.Predicates(step).Contains(name, StringComparer.Ordinal);

    private static ImmutableArray<TypedConstant> Values(AttributeData attribute)
    {
        if (Kind(attribute) != DecisionKind.Case || attribute.ConstructorArguments.Length < 2) return [];
        TypedConstant values = attribute.ConstructorArguments[1];
        return values is { Kind: TypedConstantKind.Array, IsNull: false } ? values.Values : [values];
    }

    private static CaseDescription Describe(TypedConstant value, TypeReader types)
    {
        if (value.IsNull || value.Type is not { } type) return new CaseDescription(null, "", "null", "null");
        return value.Kind switch
        {
            TypedConstantKind.Enum => DescribeEnum(type, value.Value!, types),
            TypedConstantKind.Primitive => new CaseDescription(types.Describe(type).Key, TypeReader.Display(type), Text(value.Value!), SymbolDisplay.FormatPrimitive(value.Value!, quoteStrings: true, useHexadecimalNumbers: false)!),
            _ => new CaseDescription(null, "", value.ToCSharpString(), value.ToCSharpString()),
        };
    }

    private static string Text(object value) => value is bool truth ? truth ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
