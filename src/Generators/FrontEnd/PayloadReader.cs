using Microsoft.CodeAnalysis;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Finds the types of a plan that travel as JSON, and names their fields.</summary>
internal static class PayloadReader
{
    public static EquatableArray<PayloadModel> Read(PlanModel plan, TypeReader types)
    {
        var names = new NameScope("RunAsync", "Create", "Test", "Select", "IsDone", "CompensateAsync", "MakeInput", "GetQueueKey", "GetDelay", "TestItem", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals");
        HashSet<(string Wanted, string Stored)> known = [];
        List<PayloadModel> inOrder = [];
        foreach ((TypeDescription wanted, TypeDescription stored, bool isWhole) in Values(plan))
        {
            if (known.Add((CSharpText.Payload(wanted), CSharpText.Payload(stored)))) inOrder.Add(Describe(wanted, stored, isWhole, types, names));
        }

        return new EquatableArray<PayloadModel>(inOrder);
    }

    /// <summary>A value that is read as the type as which it is stored.</summary>
    public static PayloadModel Describe(TypeDescription type, TypeReader types) => Describe(type, type, isWhole: true, types, new NameScope());

    private static PayloadModel Describe(TypeDescription wanted, TypeDescription stored, bool isWhole, TypeReader types, NameScope names)
    {
        string field = (IsNullableValue(wanted) ? "Nullable" : "") + (types.Find(wanted) is { } symbol ? FieldName(symbol) : "Unknown") + "Payload";
        return new PayloadModel(Describe(wanted, types, IsNullableValue(wanted)), Describe(stored, types, IsNullableValue(stored)), isWhole && types.Converts(stored, wanted), names.Take(field), Context: null, IsReadAsStored: false);
    }

    private static PayloadTypeModel Describe(TypeDescription type, TypeReader types, bool isNullableValue) =>
        new(CSharpText.Payload(type), (types.Find(type) is { } symbol ? TypeReader.RuntimeName(symbol) : type.Key) + (isNullableValue ? "?" : ""));

    private static bool IsNullableValue(TypeDescription type) => type is { IsValueType: true, IsNullable: true };

    /// <summary>All values that are read or written; with whether the value as it is stored is what is read, and no item of it, and no collection of such.</summary>
    private static IEnumerable<(TypeDescription Wanted, TypeDescription Stored, bool IsWhole)> Values(PlanModel plan)
    {
        if (plan.Input is { } input) yield return (input, input, true);
        if (plan.Output is { } output) yield return (output, plan.Stored(plan.Result), plan.Steps[plan.Result].Map is null);
        foreach (PlanStep step in plan.Steps)
        {
            foreach ((TypeDescription, TypeDescription, bool) taken in step.Arguments.SelectMany(argument => Taken(plan, argument))) yield return taken;
            foreach ((TypeDescription, TypeDescription, bool) taken in step.DelayBy?.Arguments.SelectMany(argument => Taken(plan, argument)) ?? []) yield return taken;
            if (step.Returns is { } returns) yield return (returns, returns, true);
            if (step.Interrupt is { Answer: var answer }) yield return (answer, answer, true);
            foreach ((TypeDescription, TypeDescription, bool) taken in step.Queue?.Arguments.SelectMany(argument => Taken(plan, argument)) ?? []) yield return taken;
            foreach ((TypeDescription, TypeDescription, bool) taken in step.Compensation?.Arguments.SelectMany(argument => Taken(plan, argument)) ?? []) yield return taken;
        }

        foreach (PlanPredicate predicate in plan.Predicates.Concat(plan.ItemPredicates))
        {
            foreach ((TypeDescription, TypeDescription, bool) taken in predicate.Arguments.SelectMany(argument => Taken(plan, argument))) yield return taken;
        }
    }

    private static IEnumerable<(TypeDescription Wanted, TypeDescription Stored, bool IsWhole)> Taken(PlanModel plan, PlanArgument argument)
    {
        if (argument.Role == ParameterRole.Signal)
        {
            TypeDescription sent = argument.Type with { IsNullable = false };
            yield return (sent, sent, true);
            yield return (argument.Type, sent, true);
        }

        if (argument.ReadAs is { } wanted) yield return (wanted, plan.Stored(argument.Producer), IsWhole(plan, argument, argument.Producer));
        foreach (PlanSource other in argument.Others) yield return (other.ReadAs, plan.Stored(other.Producer), IsWhole(plan, argument, other.Producer));
    }

    private static bool IsWhole(PlanModel plan, PlanArgument argument, int producer) => argument.IsResult || !argument.IsItem && (producer == PlanArgument.Input || plan.Steps[producer].Map is null);

    private static string FieldName(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => FieldName(array.ElementType) + "Array",
        INamedTypeSymbol { TypeArguments.Length: > 0 } generic => $"{generic.Name}Of{string.Join("And", generic.TypeArguments.Select(FieldName))}",
        _ => type.Name,
    };
}
