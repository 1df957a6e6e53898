using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>A method that decides on steps.</summary>
/// <param name="Method">The method.</param>
/// <param name="Description">What the planner gets.</param>
internal sealed record ParsedPredicate(IMethodSymbol Method, PredicateDescription Description);

/// <summary>Finds the methods that conditions name. Whoever names one gives its name here, whatever for.</summary>
/// <param name="symbol">The workflow's class.</param>
/// <param name="steps">Describes parameters.</param>
internal sealed class PredicateParser(INamedTypeSymbol symbol, StepParser steps)
{
    /// <summary>Whether a type could not be read that the compiler reports.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The methods of some names, each once. What is no method, or a step, is left to the planner to report.</summary>
    public ParsedPredicate[] Parse(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Select(Find).OfType<ParsedPredicate>()];

    /// <summary>The names of all methods that could be predicates.</summary>
    public IEnumerable<string> Possible() => symbol.GetMembers().OfType<IMethodSymbol>()
        .Where(method => method.MethodKind == MethodKind.Ordinary && method.FindStepAttribute() is null && method.ReturnType.SpecialType == SpecialType.System_Boolean)
        .Select(method => method.Name);

    private ParsedPredicate? Find(string name)
    {
        IMethodSymbol[] methods = [.. symbol.GetMembers(name).OfType<IMethodSymbol>().Where(method => method.MethodKind == MethodKind.Ordinary)];
        if (methods.Length == 0 || methods.Any(method => method.FindStepAttribute() is not null)) return null;
        IMethodSymbol method = methods[0];
        IsBroken |= method.ReturnType.IsBroken() || method.Parameters.Any(parameter => parameter.Type.IsBroken());
        ParameterDescription[] parameters = [.. method.Parameters.Select(steps.Describe)];
        string? problem = methods.Length > 1 ? "is the name of several methods, so nobody knows which of them decides" : Problem(method, parameters);
        return new ParsedPredicate(method, new PredicateDescription(name, new EquatableArray<ParameterDescription>(parameters)) { Problem = problem });
    }

    private static string? Problem(IMethodSymbol method, ParameterDescription[] parameters)
    {
        if (method.IsGenericMethod) return "is generic, but each value in a plan has one type";
        if (ResultType.Of(method) is not { IsAwaited: false, Type.SpecialType: SpecialType.System_Boolean })
        {
            string hint = ResultType.Of(method).IsAwaited ? ": what is to be awaited is a step, whose result a predicate takes" : "";
            return method.ReturnsVoid ? "returns nothing, not 'bool'" : $"returns '{TypeReader.Display(method.ReturnType)}', not 'bool'{hint}";
        }

        if (method.Parameters.Select(SignatureRules.ParameterProblem).FirstOrDefault(wrong => wrong is not null) is { } problem) return problem;
        return Array.Find(parameters, parameter => parameter.Role != ParameterRole.Data) is { } other
            ? $"takes '{other.Type.Display}', but a predicate decides on data alone"
            : null;
    }
}
