using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>Writes the generated half of a workflow: the plan, the runner and the bodies of declared steps; of a wrong one, its shape only.</summary>
internal static class WorkflowEmitter
{
    public static string Emit(WorkflowModel workflow)
    {
        var writer = new SourceWriter();
        writer.Write(GeneratedFile.Header);
        writer.Write(workflow.Plan is { } plan ? PlanTable.Draw(plan) : "// " + WithoutPlan(workflow));
        writer.Write(GeneratedFile.Nullable);
        if (workflow.Class.Namespace is { } @namespace)
        {
            writer.Write($"namespace {@namespace};");
            writer.Space();
        }

        Open(writer, workflow, 0);
        return writer.ToString();
    }

    /// <summary>Re-opens the types around the workflow, and the workflow inside of them.</summary>
    private static void Open(SourceWriter writer, WorkflowModel workflow, int depth)
    {
        EquatableArray<string> declarations = workflow.Class.Declarations;
        writer.Block(declarations[depth], inner =>
        {
            if (depth < declarations.Count - 1) Open(inner, workflow, depth + 1);
            else WriteMembers(inner, workflow);
        });
    }

    private static void WriteMembers(SourceWriter writer, WorkflowModel workflow)
    {
        List<Action<SourceWriter>> members = [];
        if (workflow.Definition is { } definition) members.Add(inner => WriteDefinition(inner, workflow, definition));
        if (workflow.Signals is { } signals) members.Add(inner => SignalsEmitter.Write(inner, workflow, signals, WithoutPlan(workflow)));
        foreach (StepModel step in workflow.Steps)
        {
            if (step.Signature is not null) members.Add(inner => WriteBody(inner, workflow, step));
        }

        if (workflow.Plan is { } plan) members.Add(inner => new RunnerEmitter(workflow, plan).Write(inner));
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0) writer.Space();
            members[i](writer);
        }
    }

    private static void WriteDefinition(SourceWriter writer, WorkflowModel workflow, DefinitionModel definition)
    {
        string declaration = $"{definition.Accessibility} {(definition.Hides ? "new " : "")}static {definition.Type ?? "dynamic"} Definition";
        if (workflow.Plan is { } plan)
        {
            writer.Write($"/// <summary>The plan of this workflow: pass it to the client to start a run.</summary>\n{GeneratedFile.Mark}");
            DefinitionEmitter.Write(writer, declaration, workflow, plan);
        }
        else
        {
            writer.Write(
                $"""
                /// <summary>There is no plan: the build reports why.</summary>
                {GeneratedFile.Mark}
                {declaration} => throw new global::System.InvalidOperationException({CSharpText.Literal(WithoutPlan(workflow))});
                """);
        }
    }

    private static void WriteBody(SourceWriter writer, WorkflowModel workflow, StepModel step)
    {
        string message = workflow.Plan is null
            ? WithoutPlan(workflow)
            : $"Step '{step.Method}' was called like a method, which records nothing: take its result as a parameter";
        writer.Write(
            $"""
            {step.Signature} =>
                throw new global::System.InvalidOperationException({CSharpText.Literal(message)});
            """);
    }

    private static string WithoutPlan(WorkflowModel workflow) =>
        $"Workflow '{workflow.Class.Name}' has no plan: "
        + (workflow.Errors.Count == 0
            ? "a type in it could not be resolved, which is an error of the build, or the work of another source generator, whose types this one cannot see"
            : "see " + string.Join(", ", workflow.Errors));
}
