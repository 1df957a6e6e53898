using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>Writes the registry of an assembly, and what finds it.</summary>
internal static class RegistryEmitter
{
    public const string FileName = "Perdure.Registry.g.cs";

    public static string Emit(RegistryModel registry)
    {
        var writer = new SourceWriter();
        writer.Write(GeneratedFile.Header);
        writer.Write(GeneratedFile.Nullable);
        string workflows = Names("Workflows", registry.Workflows.Select(workflow => workflow.Id));
        string agents = Names("Agents", registry.Agents.Select(agent => agent.Name));
        writer.Write(
            $"""
            [assembly: global::Perdure.PerdureRegistry(typeof({registry.FullName}){workflows}{agents})]

            namespace Perdure.Generated;

            """);
        writer.Block(
            $"""
            /// <summary>The workflows and agents of this assembly.</summary>
            {GeneratedFile.Mark}
            [global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]
            public sealed class {registry.Class} : global::Perdure.PerdureRegistry
            """,
            body =>
            {
                Property(body, "global::Perdure.WorkflowPlan", "Workflows", [.. registry.Workflows.Select(workflow => workflow.Class + ".Definition")]);
                body.Space();
                Property(body, "global::Perdure.AgentDefinition", "Agents", [.. registry.Agents.Select(Agent)]);
                if (registry.Queues.Count == 0) return;
                body.Space();
                Property(body, "global::Perdure.QueuePlan", "Queues", [.. registry.Queues.Select(Queue)]);
            });
        return writer.ToString();
    }

    private static string Names(string property, IEnumerable<string> names)
    {
        string[] literals = [.. names.Select(CSharpText.Literal)];
        return literals.Length == 0 ? "" : $", {property} = new[] {{ {string.Join(", ", literals)} }}";
    }

    private static void Property(SourceWriter writer, string type, string name, string[] items)
    {
        string declaration = $"/// <inheritdoc/>\npublic override global::System.Collections.Generic.IReadOnlyList<{type}> {name} {{ get; }} = ";
        if (items.Length == 0) writer.Write($"{declaration}global::System.Array.Empty<{type}>();");
        else writer.Block($"{declaration}new {type}[]", body => body.List(items), "};");
    }

    private static string Queue(QueueModel queue)
    {
        string[] limits =
        [
            .. queue.Concurrency > 0 ? [$"Concurrency = {CSharpText.Literal(queue.Concurrency)}"] : Array.Empty<string>(),
            .. queue.KeyConcurrency > 0 ? [$"KeyConcurrency = {CSharpText.Literal(queue.KeyConcurrency)}"] : Array.Empty<string>(),
            .. queue.RatePerSecond > 0 ? [$"RatePerSecond = {CSharpText.Literal(queue.RatePerSecond)}"] : Array.Empty<string>(),
            .. queue.Burst != 1 ? [$"Burst = {CSharpText.Literal(queue.Burst)}"] : Array.Empty<string>(),
        ];
        return $"new global::Perdure.QueuePlan({CSharpText.Literal(queue.Name)}){(limits.Length == 0 ? "" : $" {{ {string.Join(", ", limits)} }}")}";
    }

    private static string Agent(AgentModel agent)
    {
        string services = agent.Constructor.Parameters.Count == 0 ? "static _" : "static services";
        string creation = RunnerEmitter.Creation(agent.Class, agent.Display, agent.Constructor).Replace("\n", "\n    ");
        return $"""
            new global::Perdure.AgentDefinition<{agent.Class}, {agent.Input}, {agent.Output}>(
                {CSharpText.Literal(agent.Name)},
                {PayloadFields.Creation(agent.InputPayload)},
                {PayloadFields.Creation(agent.OutputPayload)},
                {services} => {creation}){Defaults(agent)}
            """;
    }

    /// <summary>What its class says beside, for documents that are published to a running system.</summary>
    private static string Defaults(AgentModel agent)
    {
        string[] properties =
        [
            .. agent.Retry is { } retry ? [$"Retry = {Retry(retry)}"] : Array.Empty<string>(),
            .. agent.Timeout is { } timeout ? [$"Timeout = {Timeout(timeout)}"] : Array.Empty<string>(),
            .. agent.IsInputNullable ? ["IsInputNullable = true"] : Array.Empty<string>(),
            .. agent.IsOutputNullable ? ["IsOutputNullable = true"] : Array.Empty<string>(),
            .. agent.Abilities is { } abilities ? [$"Abilities = (global::Perdure.AgentAbilities)({CSharpText.Literal((int)abilities)})"] : Array.Empty<string>(),
        ];
        return properties.Length == 0 ? "" : $"\n{{\n    {string.Join(",\n    ", properties)}\n}}";
    }

    private static string Retry(RetryDescription retry)
    {
        string types = retry.NonRetryable.Count == 0 ? "" : $", NonRetryable = new[] {{ {string.Join(", ", retry.NonRetryable.Select(type => $"typeof({type})"))} }}";
        return $"new global::Perdure.RetryAttribute({CSharpText.Literal(retry.MaxAttempts)}) {{ Delay = {CSharpText.Literal(retry.Delay)}, Factor = {CSharpText.Literal(retry.Factor)}, MaxDelay = {CSharpText.Literal(retry.MaxDelay)}, Jitter = {CSharpText.Literal(retry.Jitter)}{types} }}";
    }

    private static string Timeout(TimeoutDescription timeout)
    {
        string perAttempt = timeout.PerAttempt is { } each ? CSharpText.Literal(each) : "";
        return $"new global::Perdure.TimeoutAttribute({perAttempt}){(timeout.Total is { } total ? $" {{ Total = {CSharpText.Literal(total)} }}" : "")}";
    }
}
