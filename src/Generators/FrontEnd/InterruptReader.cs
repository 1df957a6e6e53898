using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Reads [OnInterrupt].</summary>
internal static class InterruptReader
{
    /// <summary>The [OnInterrupt] of a step; null: it has none.</summary>
    /// <param name="method">The step.</param>
    /// <param name="step">Its [Step], whose id names the signal where nothing else does.</param>
    /// <param name="types">Describes types.</param>
    public static InterruptDescription? Read(IMethodSymbol method, AttributeData step, TypeReader types)
    {
        if (method.FindAttribute(PerdureSymbols.OnInterruptAttribute) is not { AttributeClass.TypeArguments: [var answer] } interrupt) return null;
        string name = interrupt.Argument<string>(0) ?? Names.Kebab(step.Named<string>("Id") ?? Names.StepId(method.Name));
        return new InterruptDescription(name, types.Describe(answer) with { IsNullable = IsNullableValue(answer) }, interrupt.Named<string>("Timeout")) { Problem = Problem(answer) };
    }

    /// <summary>Whether a step waits for what its agent asks.</summary>
    public static bool Has(IMethodSymbol method) => method.FindAttribute(PerdureSymbols.OnInterruptAttribute) is not null;

    private static bool IsNullableValue(ITypeSymbol answer) => answer.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static string? Problem(ITypeSymbol answer) =>
        answer.IsBroken() ? null
        : answer.IsNone() ? "'None', of which there is nothing to send: let it be a bool, or a record"
        : IsNullableValue(answer) ? $"'{TypeReader.Display(answer)}', but a message that was sent is there: leave out the '?'"
        : SignatureRules.PayloadProblem(answer) is { } unstorable ? unstorable
        : ClassShape.Reach(answer) == Visibility.Hidden ? $"the private type '{TypeReader.Display(answer)}', which a sender could not name"
        : null;
}
