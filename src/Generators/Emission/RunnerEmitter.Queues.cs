using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>What says for whom slots of queues are.</summary>
internal sealed partial class RunnerEmitter
{
    private void WriteQueueKeys(SourceWriter writer)
    {
        (int Step, PlanQueue Queue)[] keyed = [.. Enumerable.Range(0, plan.Steps.Count).Where(step => plan.Steps[step].Queue?.Key is not null).Select(step => (step, plan.Steps[step].Queue!))];
        if (keyed.Length == 0) return;
        writer.Space();
        writer.Block(
            """
            /// <inheritdoc/>
            public override string? GetQueueKey(int step, global::Perdure.PlanCall call) => step switch
            """,
            cases =>
            {
                foreach ((int step, PlanQueue queue) in keyed)
                {
                    string key = queue.Returned is { } returned ? Value(queue.Arguments[returned]) : CallMethod(queue.Key!, queue.Arguments, workflow.StaticKeys.Contains(queue.Key!));
                    cases.Write($"{CSharpText.Literal(step)} => global::Perdure.QueueKeys.Of({Nest(key)}),");
                }

                cases.Write("_ => throw new global::System.ArgumentOutOfRangeException(nameof(step)),");
            },
            "};");
    }
}
