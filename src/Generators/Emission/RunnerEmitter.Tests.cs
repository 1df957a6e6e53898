using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>What predicates without code ask.</summary>
internal sealed partial class RunnerEmitter
{
    private string Ask(PlanPredicate predicate) => predicate.Test is { } test
        ? Ask(test, [.. predicate.Arguments.Select(argument => $"(({CSharpText.Type(argument.Type)})({Value(argument)}))")])
        : CallMethod(predicate.Method, predicate.Arguments, workflow.StaticPredicates.Contains(predicate.Method, StringComparer.Ordinal));

    private static string Ask(PredicateTest test, string[] values) => test.Kind switch
    {
        TestKind.All => Join(test, values, " && "),
        TestKind.Any => Join(test, values, " || "),
        TestKind.Not => $"!({Ask(test.Parts[0], values)})",
        _ => Compare(test, values[test.Parameter] + Members(test.Path!)),
    };

    private static string Join(PredicateTest test, string[] values, string word) => string.Join(word, test.Parts.Select(part => $"({Ask(part, values)})"));

    /// <summary>What C# does with null is what the language says: it is equal to no value, and neither less nor greater.</summary>
    private static string Compare(PredicateTest test, string value)
    {
        TypeDescription type = test.Path!.Type;
        return test.Kind switch
        {
            TestKind.IsTrue => value + " == true",
            TestKind.IsMissing => $"{value} is null",
            TestKind.Is => string.Join(" || ", test.Values.Select(literal => Compare(value, "==", literal, type))),
            TestKind.AtLeast => Compare(value, ">=", test.Values[0], type),
            TestKind.MoreThan => Compare(value, ">", test.Values[0], type),
            TestKind.AtMost => Compare(value, "<=", test.Values[0], type),
            _ => Compare(value, "<", test.Values[0], type),
        };
    }

    /// <summary>Numbers are compared as those of the greater type, so that each literal can be written.</summary>
    private static string Compare(string value, string sign, LiteralDescription literal, TypeDescription type)
    {
        if (literal.Kind != LiteralKind.Number) return $"{value} {sign} {CSharpText.Literal(literal, type)}";
        bool isFloating = type.Key is "double" or "float";
        return $"({(isFloating ? "double?" : "decimal?")}){value} {sign} {CSharpText.Number(literal.Text, isFloating)}";
    }
}
