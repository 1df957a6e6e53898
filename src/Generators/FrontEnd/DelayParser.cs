using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Finds the methods that say how long steps wait.</summary>
/// <param name="symbol">The workflow's class.</param>
/// <param name="steps">Describes parameters.</param>
internal sealed class DelayParser(INamedTypeSymbol symbol, StepParser steps)
{
    /// <summary>Whether a type could not be read that the compiler reports.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The method that a step's [Delay] names; null: none.</summary>
    public static string? NameOf(IMethodSymbol step) => step.FindAttribute(PerdureSymbols.DelayAttribute)?.Named<string>("By");

    /// <summary>Whether a method says how long a step of its class waits. It is marked by nothing but being named.</summary>
    public static bool IsDelay(IMethodSymbol method) =>
        method.ContainingType.IsWorkflow()
        && method.ContainingType.GetMembers().OfType<IMethodSymbol>().Any(step => step.FindStepAttribute() is not null && NameOf(step) == method.Name);

    /// <summary>The methods of some names, each once. What is no method, or a step, is left to the planner to report.</summary>
    public ParsedPredicate[] Parse(IEnumerable<IMethodSymbol> delayed) => [.. delayed.Select(NameOf).OfType<string>().Distinct(StringComparer.Ordinal).Select(Find).OfType<ParsedPredicate>()];

    /// <summary>The names of all methods that could say it.</summary>
    public IEnumerable<string> Possible() => symbol.GetMembers().OfType<IMethodSymbol>()
        .Where(method => method.MethodKind == MethodKind.Ordinary && method.FindStepAttribute() is null && IsTime(method.ReturnType))
        .Select(method => method.Name);

    private ParsedPredicate? Find(string name)
    {
        IMethodSymbol[] methods = [.. symbol.GetMembers(name).OfType<IMethodSymbol>().Where(method => method.MethodKind == MethodKind.Ordinary)];
        if (methods.Length == 0 || methods.Any(method => method.FindStepAttribute() is not null)) return null;
        IMethodSymbol method = methods[0];
        IsBroken |= method.ReturnType.IsBroken() || method.Parameters.Any(parameter => parameter.Type.IsBroken());
        ParameterDescription[] parameters = [.. method.Parameters.Select(steps.Describe)];
        string? problem = methods.Length > 1 ? "is the name of several methods, so nobody knows which of them is asked" : Problem(method, parameters);
        return new ParsedPredicate(method, new PredicateDescription(name, new EquatableArray<ParameterDescription>(parameters)) { Problem = problem });
    }

    /// <summary>Whether a value of the type can say how long, or until when.</summary>
    public static bool IsTime(ITypeSymbol type) => type.Is("System", "TimeSpan") || IsInstant(type);

    /// <summary>Whether a method says until when, and not how long.</summary>
    public static bool IsInstant(ITypeSymbol type) => type.Is("System", "DateTimeOffset");

    private static string? Problem(IMethodSymbol method, ParameterDescription[] parameters)
    {
        if (method.IsGenericMethod) return "is generic, but each value in a plan has one type";
        if (!IsTime(method.ReturnType))
        {
            string hint = ResultType.Of(method).IsAwaited ? ": what is to be awaited is a step, whose result such a method takes"
                : method.ReturnType.Is("System", "DateTime") ? ": a 'DateTime' does not say where its clock hangs"
                : "";
            return $"returns {(method.ReturnsVoid ? "nothing" : $"'{TypeReader.Display(method.ReturnType)}'")}, not 'TimeSpan' or 'DateTimeOffset'{hint}";
        }

        if (method.Parameters.Select(SignatureRules.ParameterProblem).FirstOrDefault(wrong => wrong is not null) is { } problem) return problem;
        return Array.Find(parameters, parameter => parameter.Role != ParameterRole.Data) is { } other
            ? $"takes '{other.Type.Display}', but it decides on data alone"
            : null;
    }
}
