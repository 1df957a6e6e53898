using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>What asks predicates and selects cases.</summary>
internal sealed partial class RunnerEmitter
{
    private const string Asked = "global::Perdure.PlanCall call";

    private void WriteDecisions(SourceWriter writer)
    {
        if (plan.Predicates.Count > 0) WriteChoice(writer, "bool Test", "predicate", plan.Steps.Count, plan.Predicates.Count);
        for (var i = 0; i < plan.Predicates.Count; i++)
        {
            PlanPredicate predicate = plan.Predicates[i];
            writer.Space();
            writer.Write($"private static bool {methods[plan.Steps.Count + i]}({Asked}) =>\n    {Nest(Ask(predicate))};");
        }

        int first = plan.Steps.Count + plan.Predicates.Count;
        if (plan.Switches.Count > 0) WriteChoice(writer, "int Select", "selection", first, plan.Switches.Count);
        for (var i = 0; i < plan.Switches.Count; i++)
        {
            writer.Space();
            WriteSelect(writer, methods[first + i], plan.Switches[i]);
        }
    }

    private void WriteChoice(SourceWriter writer, string signature, string parameter, int first, int count)
    {
        writer.Space();
        writer.Block(
            $"""
            /// <inheritdoc/>
            public override {signature}(int {parameter}, {Asked}) => {parameter} switch
            """,
            cases =>
            {
                for (var i = 0; i < count; i++) cases.Write($"{CSharpText.Literal(i)} => {methods[first + i]}(call),");
                cases.Write($"_ => throw new global::System.ArgumentOutOfRangeException(nameof({parameter})),");
            },
            "};");
    }

    /// <summary>Compares in C#, where the value has its type: its form in JSON is its converter's affair.</summary>
    private void WriteSelect(SourceWriter writer, string name, PlanSwitch one)
    {
        PlanStep subject = plan.Steps[one.Subject];
        TypeDescription returns = subject.Returns!;
        string access = one.On is null ? "" : (returns.IsNullable || !returns.IsValueType ? "?." : ".") + Identifiers.Escape(one.On);
        string quoted = CSharpText.Literal(one.On is null ? subject.Id : $"{subject.Id}.{one.On}");
        writer.Block(
            $"private static int {name}({Asked})",
            body =>
            {
                body.Write($"var value = call.Read<{CSharpText.Type(returns)}>({CSharpText.Literal(one.Subject)}, {fields.Of(returns, returns).Field}){access};");
                body.Block("switch (value)", cases =>
                {
                    for (var i = 0; i < one.Cases.Count; i++) cases.Write($"case {CSharpText.Literal(one.Cases[i], one.Type, one.Kind)}: return {CSharpText.Literal(i)};");
                    cases.Write(one.HasOtherwise
                        ? "default: return global::Perdure.ConditionPlan.Otherwise;"
                        : $"default: throw new global::Perdure.UnknownCaseException({quoted}, value);");
                });
            });
    }
}
