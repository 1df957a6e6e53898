using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>What undoes steps.</summary>
internal sealed partial class RunnerEmitter
{
    private const string Undone = "global::System.Threading.Tasks.ValueTask";

    private void WriteCompensations(SourceWriter writer)
    {
        (int Step, PlanCompensation Compensation, string Name)[] undos =
        [
            .. Enumerable.Range(0, plan.Steps.Count).Where(step => plan.Steps[step].Compensation is not null)
                .Select(step => (step, plan.Steps[step].Compensation!, names.Take("Undo" + Identifiers.Clean(plan.Steps[step].Method)))),
        ];
        if (undos.Length == 0) return;
        writer.Space();
        writer.Block(
            $"""
            /// <inheritdoc/>
            public override {Undone} CompensateAsync(int step, {Call}) => step switch
            """,
            cases =>
            {
                foreach ((int step, _, string name) in undos) cases.Write($"{CSharpText.Literal(step)} => {name}(call),");
                cases.Write("_ => throw new global::System.ArgumentOutOfRangeException(nameof(step)),");
            },
            "};");
        foreach ((_, PlanCompensation compensation, string name) in undos)
        {
            writer.Space();
            WriteUndo(writer, name, compensation);
        }
    }

    private void WriteUndo(SourceWriter writer, string name, PlanCompensation compensation)
    {
        UndoModel model = workflow.Undos.First(undo => undo.Method == compensation.Method);
        string call = compensation.Agent is { } agent
            ? InvokeAgent(agent, model.Agent!, compensation.AgentInput!, compensation.Arguments)
            : CallMethod(compensation.Method, compensation.Arguments, model.IsStatic);
        writer.Block(
            $"private static {(model.IsAwaited ? "async " : "")}{Undone} {name}({Call})",
            body =>
            {
                body.Write(model.IsAwaited ? $"await {call}.ConfigureAwait(false);" : call + ";");
                if (!model.IsAwaited) body.Write("return default;");
            });
    }
}
