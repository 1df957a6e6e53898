using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>Writes the other half of a remote agent: its base class and the constructor that connects it; of a wrong one, its shape only.</summary>
internal static class RemoteAgentEmitter
{
    public static string Emit(RemoteAgentModel agent)
    {
        ClassModel @class = agent.Class!;
        var writer = new SourceWriter();
        writer.Write(GeneratedFile.Header);
        writer.Write(agent is { Agent: { } known, Attribute: { } kind } ? $"// {PlanTable.OneLine(known.Name)}, a remote agent by [{kind.Display}]" : "// " + WithoutHalf(agent));
        writer.Write(GeneratedFile.Nullable);
        if (@class.Namespace is { } @namespace)
        {
            writer.Write($"namespace {@namespace};");
            writer.Space();
        }

        Open(writer, agent, @class.Declarations, 0);
        return writer.ToString();
    }

    /// <summary>Re-opens the types around the agent, and the agent inside of them.</summary>
    private static void Open(SourceWriter writer, RemoteAgentModel agent, EquatableArray<string> declarations, int depth)
    {
        bool isAgent = depth == declarations.Count - 1;
        string @base = isAgent && agent.Agent is { } known ? $" : global::Perdure.RemoteAgent<{known.Input}, {known.Output}>" : "";
        writer.Block(declarations[depth] + @base, inner =>
        {
            if (!isAgent) Open(inner, agent, declarations, depth + 1);
            else if (agent is { Agent: { } model, Attribute: { } attribute }) WriteConstructor(inner, agent, model, attribute);
            else WriteShape(inner, agent);
        });
    }

    private static void WriteConstructor(SourceWriter writer, RemoteAgentModel agent, AgentModel model, RemoteAttributeModel attribute)
    {
        string name = CSharpText.Literal(model.Name);
        writer.Write(
            $$"""
            /// <summary>Connects the agent to the runtime that its attribute names.</summary>
            /// <param name="connector">Who connects agents of its kind; the package of the runtime registers it.</param>
            {{GeneratedFile.Mark}}
            {{agent.Accessibility}} {{Constructor(agent)}}(global::Perdure.IAgentConnector<{{attribute.Class}}> connector)
                : base(
                    {{name}},
                    (connector ?? throw new global::System.ArgumentNullException(nameof(connector))).Connect<{{model.Input}}, {{model.Output}}>(
                        {{Creation(attribute)}},
                        new global::Perdure.RemoteAgentTypes(
                            {{name}},
                            {{PayloadFields.Creation(model.InputPayload)}},
                            {{PayloadFields.Creation(model.OutputPayload)}})))
            {
            }
            """);
    }

    /// <summary>The name as the class is declared by, escaped where it has to be.</summary>
    private static string Constructor(RemoteAgentModel agent)
    {
        EquatableArray<string> declarations = agent.Class!.Declarations;
        string declaration = declarations[declarations.Count - 1];
        return declaration.Substring(declaration.LastIndexOf(' ') + 1);
    }

    private static string Creation(RemoteAttributeModel attribute)
    {
        string properties = attribute.Properties.Count == 0 ? "" : $" {{ {string.Join(", ", attribute.Properties)} }}";
        return $"new {attribute.Class}({string.Join(", ", attribute.Arguments)}){properties}";
    }

    private static void WriteShape(SourceWriter writer, RemoteAgentModel agent)
    {
        for (var i = 0; i < agent.Unanswered.Count; i++)
        {
            AgentContractModel contract = agent.Unanswered[i];
            if (i > 0) writer.Space();
            writer.Write(
                $"""
                {GeneratedFile.Mark}
                global::System.Threading.Tasks.ValueTask<{contract.Output}> global::Perdure.IAgent<{contract.Input}, {contract.Output}>.InvokeAsync({contract.Input} input, global::Perdure.AgentContext context, global::System.Threading.CancellationToken cancellationToken) =>
                    throw new global::System.InvalidOperationException({CSharpText.Literal(WithoutHalf(agent))});
                """);
        }
    }

    private static string WithoutHalf(RemoteAgentModel agent) =>
        $"Agent '{agent.Class!.Name}' is not connected: "
        + (agent.Errors.Count == 0
            ? "a type in it could not be resolved, which is an error of the build, or the work of another source generator, whose types this one cannot see"
            : "see " + string.Join(", ", agent.Errors));
}
