using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>What makes the inputs of child runs.</summary>
internal sealed partial class RunnerEmitter
{
    private void WriteInputs(SourceWriter writer)
    {
        if (plan.Steps.All(step => step.Child?.Input is null)) return;
        writer.Space();
        writer.Block(
            $"""
            /// <inheritdoc/>
            public override object? MakeInput(int step, {Call}) => step switch
            """,
            cases =>
            {
                for (var i = 0; i < plan.Steps.Count; i++)
                {
                    if (plan.Steps[i].Child?.Input is { } input) cases.Write($"{CSharpText.Literal(i)} => (object?)({CSharpText.Type(input)})({Nest(MakeInput(plan.Steps[i].AgentInput!, plan.Steps[i].Arguments, input))}),");
                }

                cases.Write("_ => throw new global::System.ArgumentOutOfRangeException(nameof(step)),");
            },
            "};");
    }
}
