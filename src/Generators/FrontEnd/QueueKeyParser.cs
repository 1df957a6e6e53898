using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>A method that says for whom a slot of a queue is.</summary>
/// <param name="Method">The method.</param>
/// <param name="Description">What the planner gets.</param>
internal sealed record ParsedKey(IMethodSymbol Method, QueueKeyDescription Description);

/// <summary>Reads <c>[OnQueue]</c>, and finds the methods that it names as keys.</summary>
/// <param name="symbol">The workflow's class.</param>
/// <param name="steps">Describes parameters.</param>
internal sealed class QueueKeyParser(INamedTypeSymbol symbol, StepParser steps)
{
    /// <summary>Whether a type could not be read that the compiler reports.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The [OnQueue] of a step; null: it has none.</summary>
    public static OnQueueDescription? Describe(IMethodSymbol step) =>
        step.FindAttribute(PerdureSymbols.OnQueueAttribute) is { } queue ? new OnQueueDescription(queue.Argument<string>(0) ?? "", queue.Named<string>("Key")) : null;

    /// <summary><c>Key = nameof(Gone)</c> is an error of C# and has a value all the same.</summary>
    public static bool NamesNothing(AttributeData attribute, IMethodSymbol method) =>
        attribute.AttributeClass.IsPerdure(PerdureSymbols.OnQueueAttribute)
        && attribute.Named<string>("Key") is { } name
        && method.ContainingType.GetMembers(name).IsEmpty
        && SourceLocations.IsUnresolvedName(attribute, "Key");

    /// <summary>Whether a method is the key of a step of its class. It is marked by nothing but being named.</summary>
    public static bool IsKey(IMethodSymbol method) =>
        method.ContainingType.IsWorkflow()
        && method.ContainingType.GetMembers().OfType<IMethodSymbol>().Any(step => step.FindStepAttribute() is not null && Describe(step)?.Key == method.Name);

    /// <summary>The methods that the steps name, each once. What is no method, or a step, is left to the planner to report.</summary>
    public ParsedKey[] Parse(IEnumerable<IMethodSymbol> queued) =>
        [.. queued.Select(step => Describe(step)?.Key).OfType<string>().Distinct(StringComparer.Ordinal).Select(Find).OfType<ParsedKey>()];

    /// <summary>The names of all methods that could be keys.</summary>
    public IEnumerable<string> Possible() => symbol.GetMembers().OfType<IMethodSymbol>()
        .Where(method => method.MethodKind == MethodKind.Ordinary && method.FindStepAttribute() is null && IsKeyType(method.ReturnType))
        .Select(method => method.Name);

    private ParsedKey? Find(string name)
    {
        IMethodSymbol[] methods = [.. symbol.GetMembers(name).OfType<IMethodSymbol>().Where(method => method.MethodKind == MethodKind.Ordinary)];
        if (methods.Length == 0 || methods.Any(method => method.FindStepAttribute() is not null)) return null;
        IMethodSymbol method = methods[0];
        IsBroken |= method.ReturnType.IsBroken() || method.Parameters.Any(parameter => parameter.Type.IsBroken());
        ParameterDescription[] parameters = [.. method.Parameters.Select(steps.Describe)];
        string? problem = methods.Length > 1 ? "is the name of several methods, so nobody knows which of them is meant" : Problem(method, parameters);
        return new ParsedKey(method, new QueueKeyDescription(name, new EquatableArray<ParameterDescription>(parameters)) { Problem = problem });
    }

    private static string? Problem(IMethodSymbol method, ParameterDescription[] parameters)
    {
        if (method.IsGenericMethod) return "is generic, but each value in a plan has one type";
        if (ResultType.Of(method).IsAwaited) return $"returns '{TypeReader.Display(method.ReturnType)}': what is to be awaited is a step, whose result the key takes where its step does";
        if (method.ReturnsVoid) return "returns nothing: a key is a text, a whole number, a Guid or an enum";
        if (!IsKeyType(method.ReturnType)) return $"returns '{TypeReader.Display(method.ReturnType)}': a key is a text, a whole number, a Guid or an enum";
        if (method.Parameters.Select(SignatureRules.ParameterProblem).FirstOrDefault(wrong => wrong is not null) is { } problem) return problem;
        return Array.Find(parameters, parameter => parameter.Role != ParameterRole.Data) is { } other ? $"takes '{other.Type.Display}', but a key is made of data alone" : null;
    }

    /// <summary>Whether a value of the type can be a key.</summary>
    public static bool IsKeyType(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var underlying] }) type = underlying;
        return type.TypeKind == TypeKind.Enum
            || type.SpecialType is SpecialType.System_String or SpecialType.System_Int64 or SpecialType.System_Int32 or SpecialType.System_UInt32
                or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Byte or SpecialType.System_SByte
            || type.Is("System", "Guid");
    }
}
