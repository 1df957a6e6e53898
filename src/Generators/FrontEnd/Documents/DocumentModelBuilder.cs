using Microsoft.CodeAnalysis;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Turns a document that has been planned into the value that the emitter gets, as for a class.</summary>
internal static class DocumentModelBuilder
{
    /// <summary>The model. Of a document that is wrong it holds the shape, so that code that starts the workflow has nothing to complain of beside.</summary>
    public static WorkflowModel Build(WorkflowDocument document, DocumentPlan planned, string? root, DocumentTypes types)
    {
        string accessibility = SignalReader.Text(Reach(document, types));
        return new WorkflowModel(
            DocumentClasses.Describe(document, root, accessibility, Contract(document, types) is { } contract ? "global::Perdure.IWorkflow" + contract : null)!,
            new DefinitionModel(accessibility, Hides: false, Contract(document, types) is { } taken ? "global::Perdure.WorkflowPlan" + taken : null),
            planned.Plan,
            new EquatableArray<string>(planned.Findings.Where(finding => finding.Rule.Severity == Severity.Error).Select(finding => finding.Rule.Id).Distinct(StringComparer.Ordinal).OrderBy(id => id, StringComparer.Ordinal)),
            Constructor: null,
            new EquatableArray<StepModel>((planned.Plan?.Steps ?? default).Select(step => Describe(step, types))),
            planned.Plan is { } plan ? PayloadReader.Read(plan, types.Reader) : default)
        {
            Signals = DescribeSignals(document, types),
            InstantDelays = new EquatableArray<string>((planned.Plan?.Steps ?? default)
                .Select(step => step.DelayBy).OfType<PlanPredicate>().Where(delay => types.Reader.Find(delay.Arguments[0].Type) is { } time && DelayParser.IsInstant(time)).Select(delay => delay.Method)),
            Undos = new EquatableArray<UndoModel>((planned.Plan?.Steps ?? default)
                .Select(step => step.Compensation?.Agent?.Name).OfType<string>().Distinct(StringComparer.Ordinal)
                .Select(agent => new UndoModel(agent, IsStatic: true, IsAwaited: true) { Agent = types.ClassOfAgent(agent) })),
        };
    }

    private static StepModel Describe(PlanStep step, DocumentTypes types) => new(
        step.Method,
        Signature: null,
        IsStatic: true,
        IsAwaited: false,
        step.Agent is { } agent ? types.ClassOfAgent(agent.Name) : step.Child is { } child ? types.ClassOfWorkflow(child.Name, child.Version) : null);

    /// <summary>What a run takes and returns, as type arguments; null where the types are not known.</summary>
    private static string? Contract(WorkflowDocument document, DocumentTypes types)
    {
        string? input = document.Input is { } taken ? Text(types.Type(taken.Value)) : null;
        string? output = document.Output is { } returned ? Text(types.Type(returned.Value)) : "global::Perdure.None";
        if (output is null || (document.Input is not null && input is null)) return null;
        return input is null or "global::Perdure.None" ? $"<{output}>" : $"<{input}, {output}>";
    }

    private static string? Text(TypeReading reading) => reading.Problem is not null ? null : reading.Type is { } type ? CSharpText.Type(type) : "global::Perdure.None";

    /// <summary>The least of what the plan is made of.</summary>
    private static Visibility Reach(WorkflowDocument document, DocumentTypes types)
    {
        var reach = Visibility.Public;
        foreach (Written<string>? written in new[] { document.Input, document.Output })
        {
            if (written is not null && types.Type(written.Value).Type is { } type && types.Reader.Find(type) is { } symbol) reach = ClassShape.Least(reach, ClassShape.Reach(symbol));
        }

        return reach;
    }

    private static SignalsModel? DescribeSignals(WorkflowDocument document, DocumentTypes types)
    {
        var names = new NameScope(SignalReader.Class, "Equals", "ReferenceEquals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize");
        Visibility ofClass = Reach(document, types);
        SignalModel[] signals =
        [
            .. document.Steps.SelectMany(SentTo)
                .GroupBy(sent => sent.Name, StringComparer.Ordinal)
                .Select(same => (Name: same.Key, types.Type(same.First().Type).Type))
                .Where(signal => signal.Type is not null)
                .Select(signal => new SignalModel(
                    signal.Name, names.Take(SignalReader.Property(signal.Name)), signal.Type! with { IsNullable = false }, SignalReader.Text(ClassShape.Least(ofClass, ClassShape.Reach(types.Reader.Find(signal.Type!)!))))),
        ];
        return signals.Length == 0 ? null : new SignalsModel(SignalReader.Text(ofClass), Hides: false, new EquatableArray<SignalModel>(signals));
    }

    /// <summary>What can be sent to a step: the message that it waits for, and the answers to what its agent asks.</summary>
    private static IEnumerable<(string Name, string Type)> SentTo(StepDocument step)
    {
        if (step is { Signal: { } signal, Returns: { } type }) yield return (signal.Value, type.Value);
        if (step.OnInterrupt is { } interrupt) yield return (interrupt.Signal ?? Names.Kebab(step.Id.Value), interrupt.Answer.Value);
    }
}
