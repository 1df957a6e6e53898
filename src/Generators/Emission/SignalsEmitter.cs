using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>Writes the signals of a workflow: the nested class that senders name them by, how the plan says them, and how a step reads one.</summary>
internal static class SignalsEmitter
{
    /// <summary>The nested class.</summary>
    /// <param name="writer">Where it is written.</param>
    /// <param name="workflow">The workflow.</param>
    /// <param name="signals">Its signals.</param>
    /// <param name="withoutPlan">What a sender is told where there is no plan.</param>
    public static void Write(SourceWriter writer, WorkflowModel workflow, SignalsModel signals, string withoutPlan)
    {
        var fields = new PayloadFields(workflow.Payloads);
        writer.Block(
            $"""
            /// <summary>What can be sent to a run of this workflow: pass it to the client with a value.</summary>
            {GeneratedFile.Mark}
            {signals.Accessibility} {(signals.Hides ? "new " : "")}static class Signals
            """,
            properties =>
            {
                for (var i = 0; i < signals.All.Count; i++)
                {
                    if (i > 0) properties.Space();
                    SignalModel signal = signals.All[i];
                    string value = workflow.Plan is null
                        ? $"=> throw new global::System.InvalidOperationException({CSharpText.Literal(withoutPlan)});"
                        : $"{{ get; }} = new({CSharpText.Literal(signal.Name)}, {fields.Qualified(signal.Type, signal.Type)});";
                    properties.Write($"/// <summary>A message that a step waits for.</summary>\n{signal.Accessibility} static global::Perdure.SignalDefinition<{CSharpText.Type(signal.Type)}> {Identifiers.Escape(signal.Property)} {value}");
                }
            });
    }

    /// <summary>The signal of a step, in its plan.</summary>
    public static string Of(PlanSignal signal)
    {
        string[] properties = [.. Properties(signal)];
        string more = properties.Length == 0 ? "" : $" {{ {string.Join(", ", properties)} }}";
        return $"Signal = new global::Perdure.SignalPlan({CSharpText.Literal(signal.Name)}, {CSharpText.Literal(signal.Parameter)}){more}";
    }

    /// <summary>By what the agent of a step is answered, in the step's plan.</summary>
    public static string Of(PlanInterrupt interrupt, PayloadFields fields)
    {
        string timeout = interrupt.Timeout is { } longest ? $" {{ Timeout = {CSharpText.Literal(longest)} }}" : "";
        return $"Interrupt = new global::Perdure.InterruptPlan({CSharpText.Literal(interrupt.Signal)}, {fields.Qualified(interrupt.Answer, interrupt.Answer)}){timeout}";
    }

    /// <summary>The value of a parameter that takes a signal; null where it may be and none came.</summary>
    public static string Read(PlanArgument argument, PayloadFields fields)
    {
        string read = $"call.Read<{CSharpText.Type(argument.Type)}>(global::Perdure.WorkflowPlan.SignalProducer, {fields.Of(argument.Type, argument.Type with { IsNullable = false }).Field})";
        return argument.Type.IsNullable ? $"call.Has(global::Perdure.WorkflowPlan.SignalProducer) ? {read} : null" : read;
    }

    private static IEnumerable<string> Properties(PlanSignal signal)
    {
        if (signal.Timeout is { } timeout) yield return $"Timeout = {CSharpText.Literal(timeout)}";
        if (signal.IsOptional) yield return "IsOptional = true";
    }
}
