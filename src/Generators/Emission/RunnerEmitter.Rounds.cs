using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>What says that a loop is done.</summary>
internal sealed partial class RunnerEmitter
{
    private void WriteRounds(SourceWriter writer)
    {
        if (plan.Steps.All(step => step.Repeat is null)) return;
        writer.Space();
        writer.Block(
            $"""
            /// <inheritdoc/>
            public override bool IsDone(int step, {Call}) => step switch
            """,
            cases =>
            {
                for (var i = 0; i < plan.Steps.Count; i++)
                {
                    if (plan.Steps[i].Repeat is { } repeat) cases.Write($"{CSharpText.Literal(i)} => {(repeat.IsWhile ? "!" : "")}{Ask(repeat, plan.Steps[i].Returns!)},");
                }

                cases.Write("_ => throw new global::System.ArgumentOutOfRangeException(nameof(step)),");
            },
            "};");
    }

    private string Ask(PlanRepeat repeat, TypeDescription returns)
    {
        if (repeat.Test is { } test)
        {
            return $"({Ask(test, [$"call.Read<{CSharpText.Type(returns)}>(global::Perdure.WorkflowPlan.RoundProducer, {fields.Of(returns, returns).Field})"])})";
        }

        string target = workflow.StaticPredicates.Contains(repeat.Predicate, StringComparer.Ordinal) ? workflow.Class.FullName : "Create(call.Services)";
        string round = $"call.Read<{CSharpText.Type(returns)}>(global::Perdure.WorkflowPlan.RoundProducer, {fields.Of(returns, returns).Field})";
        return $"{target}.{Identifiers.Escape(repeat.Predicate)}({Identifiers.Escape(repeat.Parameter)}: {round})";
    }
}
