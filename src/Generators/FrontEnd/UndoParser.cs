using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>A method that undoes steps.</summary>
/// <param name="Method">The method.</param>
/// <param name="Description">What the planner gets.</param>
internal sealed record ParsedUndo(IMethodSymbol Method, UndoDescription Description);

/// <summary>Finds the methods that <c>[Compensate]</c> names.</summary>
/// <param name="symbol">The workflow's class.</param>
/// <param name="steps">Describes parameters.</param>
/// <param name="types">Describes types.</param>
internal sealed class UndoParser(INamedTypeSymbol symbol, StepParser steps, TypeReader types)
{
    /// <summary>Whether a type could not be read that the compiler reports.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The method that a step's [Compensate] names; null: it has none.</summary>
    public static string? NameOf(IMethodSymbol step) => step.FindAttribute(PerdureSymbols.CompensateAttribute) is { } compensate ? compensate.Argument<string>(0) ?? "" : null;

    /// <summary>Whether a method undoes steps of its class. It is marked by nothing but being named.</summary>
    public static bool IsUndo(IMethodSymbol method) =>
        method.ContainingType.IsWorkflow()
        && method.ContainingType.GetMembers().OfType<IMethodSymbol>().Any(step => step.FindStepAttribute() is not null && NameOf(step) == method.Name);

    /// <summary>The methods of some names, each once. What is no method, or a step, is left to the planner to report.</summary>
    public ParsedUndo[] Parse(IEnumerable<IMethodSymbol> compensated) => [.. compensated.Select(NameOf).OfType<string>().Distinct(StringComparer.Ordinal).Select(Find).OfType<ParsedUndo>()];

    /// <summary>The names of all methods that could be undos.</summary>
    public IEnumerable<string> Possible() => symbol.GetMembers().OfType<IMethodSymbol>()
        .Where(method => method.MethodKind == MethodKind.Ordinary && method.FindStepAttribute() is null && ResultType.Of(method).Type is null)
        .Select(method => method.Name);

    private ParsedUndo? Find(string name)
    {
        IMethodSymbol[] methods = [.. symbol.GetMembers(name).OfType<IMethodSymbol>().Where(method => method.MethodKind == MethodKind.Ordinary)];
        if (methods.Length == 0 || methods.Any(method => method.FindStepAttribute() is not null)) return null;
        IMethodSymbol method = methods[0];
        IsBroken |= method.ReturnType.IsBroken() || method.Parameters.Any(parameter => parameter.Type.IsBroken()) || method.GetAttributes().Any(attribute => attribute.IsBroken());
        ParameterDescription[] parameters = [.. method.Parameters.Select(Describe)];
        string? problem = methods.Length > 1 ? "is the name of several methods, so nobody knows which of them undoes it" : Problem(method, parameters);
        return new ParsedUndo(method, new UndoDescription(name, new EquatableArray<ParameterDescription>(parameters), AttributeArguments.ReadRetry(method, types), AttributeArguments.ReadTimeout(method)) { Problem = problem });
    }

    private ParameterDescription Describe(IParameterSymbol parameter) =>
        parameter.Type.IsPerdure("StepError") ? steps.Describe(parameter) with { Role = ParameterRole.Cause } : steps.Describe(parameter);

    private static string? Problem(IMethodSymbol method, ParameterDescription[] parameters)
    {
        if (method.IsGenericMethod) return "is generic, but each value in a plan has one type";
        if (method is { IsAsync: true, ReturnsVoid: true }) return "is async void, so nothing could await it: return a Task";
        if (ResultType.Of(method).Type is { } result) return $"returns '{TypeReader.Display(result)}', which nothing takes: an undo returns nothing, a 'Task' or a 'ValueTask'";
        if (method.Parameters.Select(SignatureRules.ParameterProblem).FirstOrDefault(wrong => wrong is not null) is { } problem) return problem;
        foreach (ParameterDescription parameter in parameters)
        {
            if (parameter.Role == ParameterRole.Agent) return $"takes the agent '{parameter.Type.Display}', and an undo calls none";
            if (parameter.Role == ParameterRole.Transaction) return $"takes '{parameter.Type.Display}', and an undo has no transaction in which a result is recorded";
            if (parameter.Role == ParameterRole.Cause && !parameter.Type.IsNullable) return $"takes '{parameter.Type.Display} {parameter.Name}', which is null where the run was cancelled: take '{parameter.Type.Display}?'";
        }

        return null;
    }
}
