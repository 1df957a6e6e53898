using Microsoft.CodeAnalysis;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Finds the types of a plan that travel as JSON, and names their fields.</summary>
internal static class PayloadReader
{
    public static EquatableArray<PayloadModel> Read(PlanModel plan, TypeReader types)
    {
        var names = new NameScope("RunAsync", "Create", "Test", "Select", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals");
        HashSet<(string Wanted, string Stored)> known = [];
        List<PayloadModel> inOrder = [];
        foreach ((TypeDescription wanted, TypeDescription stored) in Values(plan))
        {
            if (known.Add((CSharpText.Payload(wanted), CSharpText.Payload(stored)))) inOrder.Add(Describe(wanted, stored, types, names));
        }

        return new EquatableArray<PayloadModel>(inOrder);
    }

    /// <summary>A value that is read as the type as which it is stored.</summary>
    public static PayloadModel Describe(TypeDescription type, TypeReader types) => Describe(type, type, types, new NameScope());

    private static PayloadModel Describe(TypeDescription wanted, TypeDescription stored, TypeReader types, NameScope names)
    {
        string field = (IsNullableValue(wanted) ? "Nullable" : "") + (types.Find(wanted) is { } symbol ? FieldName(symbol) : "Unknown") + "Payload";
        return new PayloadModel(Describe(wanted, types, IsNullableValue(wanted)), Describe(stored, types, IsNullableValue(stored)), types.Converts(stored, wanted), names.Take(field), Context: null, IsReadAsStored: false);
    }

    private static PayloadTypeModel Describe(TypeDescription type, TypeReader types, bool isNullableValue) =>
        new(CSharpText.Payload(type), (types.Find(type) is { } symbol ? TypeReader.RuntimeName(symbol) : type.Key) + (isNullableValue ? "?" : ""));

    private static bool IsNullableValue(TypeDescription type) => type is { IsValueType: true, IsNullable: true };

    private static IEnumerable<(TypeDescription Wanted, TypeDescription Stored)> Values(PlanModel plan)
    {
        if (plan.Input is { } input) yield return (input, input);
        if (plan.Output is { } output) yield return (output, plan.Stored(plan.Result));
        foreach (PlanStep step in plan.Steps)
        {
            foreach ((TypeDescription, TypeDescription) taken in step.Arguments.SelectMany(argument => Taken(plan, argument))) yield return taken;
            if (step.Returns is { } returns) yield return (returns, returns);
        }

        foreach (PlanPredicate predicate in plan.Predicates)
        {
            foreach ((TypeDescription, TypeDescription) taken in predicate.Arguments.SelectMany(argument => Taken(plan, argument))) yield return taken;
        }
    }

    private static IEnumerable<(TypeDescription Wanted, TypeDescription Stored)> Taken(PlanModel plan, PlanArgument argument)
    {
        if (argument.ReadAs is { } wanted) yield return (wanted, plan.Stored(argument.Producer));
        foreach (PlanSource other in argument.Others) yield return (other.ReadAs, plan.Stored(other.Producer));
    }

    private static string FieldName(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => FieldName(array.ElementType) + "Array",
        INamedTypeSymbol { TypeArguments.Length: > 0 } generic => $"{generic.Name}Of{string.Join("And", generic.TypeArguments.Select(FieldName))}",
        _ => type.Name,
    };
}
