using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>What asks predicates about items.</summary>
internal sealed partial class RunnerEmitter
{
    private void WriteItemPredicates(SourceWriter writer)
    {
        if (plan.ItemPredicates.Count == 0) return;
        writer.Space();
        writer.Block(
            $"""
            /// <inheritdoc/>
            public override bool TestItem(int predicate, {Asked}) => predicate switch
            """,
            cases =>
            {
                for (var i = 0; i < plan.ItemPredicates.Count; i++)
                {
                    PlanPredicate predicate = plan.ItemPredicates[i];
                    cases.Write($"{CSharpText.Literal(i)} => {Ask(predicate)},");
                }

                cases.Write("_ => throw new global::System.ArgumentOutOfRangeException(nameof(predicate)),");
            },
            "};");
    }
}
