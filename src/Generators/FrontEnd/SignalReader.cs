using Microsoft.CodeAnalysis;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Reads [Signal], and names what stands for it, and for [OnInterrupt], to the senders.</summary>
internal static class SignalReader
{
    /// <summary>The nested class that holds the signals of a workflow; there is one only where it has any.</summary>
    public const string Class = "Signals";

    /// <summary>The [Signal] of a parameter; null: it has none.</summary>
    public static SignalDescription? Read(IParameterSymbol parameter) =>
        parameter.FindAttribute(PerdureSymbols.SignalAttribute) is { } signal
            ? new SignalDescription(signal.Argument<string>(0) ?? Names.Kebab(parameter.Name), signal.Named<string>("Timeout"))
            {
                Problem = ClassShape.Reach(parameter.Type) == Visibility.Hidden ? $"the private type '{TypeReader.Display(parameter.Type)}', which a sender could not name" : null,
            }
            : null;

    /// <summary>Whether a class has a step that waits for a message.</summary>
    public static bool HasSignals(INamedTypeSymbol workflow) => workflow.GetMembers().OfType<IMethodSymbol>()
        .Any(method => method.FindStepAttribute() is not null
            && (InterruptReader.Has(method) || method.Parameters.Any(parameter => parameter.FindAttribute(PerdureSymbols.SignalAttribute) is not null)));

    /// <summary>What the senders see; null: there is nothing to send, or a member of the user's bears the name.</summary>
    public static SignalsModel? Describe(ParsedWorkflow workflow, Func<string, bool> hides)
    {
        INamedTypeSymbol symbol = workflow.Symbol;
        if (symbol.Name == Class || symbol.GetMembers(Class).Length > 0) return null;
        var names = new NameScope(Class, "Equals", "ReferenceEquals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize");
        Visibility ofClass = ClassShape.Reach(symbol);
        SignalModel[] signals =
        [
            .. workflow.Steps.SelectMany(step => SentTo(step.Description))
                .Where(sent => workflow.Types.Find(sent.Type)?.IsBroken() == false)
                .GroupBy(sent => sent.Name, StringComparer.Ordinal)
                .Select(same => Describe(same.Key, same.First().Type, ClassShape.Least(ofClass, ClassShape.Reach(workflow.Types.Find(same.First().Type)!)), names)),
        ];
        return signals.Length == 0 ? null : new SignalsModel(Text(ofClass), hides(Class), new EquatableArray<SignalModel>(signals));
    }

    /// <summary>What can be sent to a step: the message that it takes, and the answers to what its agent asks.</summary>
    private static IEnumerable<(string Name, TypeDescription Type)> SentTo(StepDescription step)
    {
        foreach (ParameterDescription parameter in step.Parameters)
        {
            if (parameter is { Role: ParameterRole.Signal, Signal: { Problem: null } signal }) yield return (signal.Name, parameter.Type);
        }

        if (step.Interrupt is { Problem: null } interrupt) yield return (interrupt.Name, interrupt.Answer);
    }

    private static SignalModel Describe(string name, TypeDescription type, Visibility reach, NameScope names) => new(name, names.Take(Property(name)), type with { IsNullable = false }, Text(reach));

    public static string Text(Visibility reach) => reach switch { Visibility.Public => "public", Visibility.Internal => "internal", _ => "private" };

    /// <summary>The name in Pascal case: <c>manager-approval</c> is <c>ManagerApproval</c>.</summary>
    public static string Property(string name)
    {
        string words = string.Concat(new string([.. name.Select(letter => char.IsLetterOrDigit(letter) ? letter : ' ')])
            .Split([' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1)));
        return words.Length > 0 && char.IsLetter(words[0]) ? words : "_" + words;
    }
}
