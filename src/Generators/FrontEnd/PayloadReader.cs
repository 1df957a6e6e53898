using Microsoft.CodeAnalysis;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Finds the types of a plan that travel as JSON, and names their fields.</summary>
internal static class PayloadReader
{
    public static EquatableArray<PayloadModel> Read(PlanModel plan, TypeReader types)
    {
        var names = new NameScope("RunAsync", "Create", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals");
        Dictionary<string, PayloadModel> payloads = new(StringComparer.Ordinal);
        List<PayloadModel> inOrder = [];
        foreach (TypeDescription? type in Types(plan))
        {
            if (type is null || payloads.ContainsKey(CSharpText.Payload(type))) continue;
            PayloadModel payload = Describe(type, types, names);
            payloads.Add(payload.Type, payload);
            inOrder.Add(payload);
        }

        return new EquatableArray<PayloadModel>(inOrder);
    }

    public static PayloadModel Describe(TypeDescription type, TypeReader types, NameScope names)
    {
        bool isNullableValue = type is { IsValueType: true, IsNullable: true };
        ITypeSymbol? symbol = types.Find(type);
        string runtimeName = (symbol is null ? type.Key : TypeReader.RuntimeName(symbol)) + (isNullableValue ? "?" : "");
        string field = (isNullableValue ? "Nullable" : "") + (symbol is null ? "Unknown" : FieldName(symbol)) + "Payload";
        return new PayloadModel(CSharpText.Payload(type), runtimeName, names.Take(field), Context: null);
    }

    private static IEnumerable<TypeDescription?> Types(PlanModel plan)
    {
        yield return plan.Input;
        yield return plan.Output;
        foreach (PlanStep step in plan.Steps)
        {
            foreach (PlanArgument argument in step.Arguments) yield return argument.ReadAs;
            yield return step.Returns;
        }
    }

    private static string FieldName(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => FieldName(array.ElementType) + "Array",
        INamedTypeSymbol { TypeArguments.Length: > 0 } generic => $"{generic.Name}Of{string.Join("And", generic.TypeArguments.Select(FieldName))}",
        _ => type.Name,
    };
}
