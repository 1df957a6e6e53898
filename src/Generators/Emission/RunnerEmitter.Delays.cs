using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>What asks how long steps wait.</summary>
internal sealed partial class RunnerEmitter
{
    private void WriteDelays(SourceWriter writer)
    {
        if (plan.Steps.All(step => step.DelayBy is null)) return;
        writer.Space();
        writer.Block(
            $"""
            /// <inheritdoc/>
            public override global::Perdure.DelayAnswer GetDelay(int step, {Asked}) => step switch
            """,
            cases =>
            {
                for (var i = 0; i < plan.Steps.Count; i++)
                {
                    if (plan.Steps[i].DelayBy is { } delay) cases.Write($"{CSharpText.Literal(i)} => global::Perdure.DelayAnswer.{Kind(delay)}({Nest(Time(delay))}),");
                }

                cases.Write("_ => throw new global::System.ArgumentOutOfRangeException(nameof(step)),");
            },
            "};");
    }

    private string Time(PlanPredicate delay) => delay.Returned is { } returned
        ? Value(delay.Arguments[returned])
        : CallMethod(delay.Method, delay.Arguments, workflow.StaticPredicates.Contains(delay.Method, StringComparer.Ordinal));

    private string Kind(PlanPredicate delay) => workflow.InstantDelays.Contains(delay.Method, StringComparer.Ordinal) ? "Until" : "For";
}
