namespace Perdure.Architecture.Tests;

/// <summary>
/// The rooms of the house and the arrows between them: what each project of <c>src</c> may name. A new project, or a
/// new arrow, is a decision about the architecture, and is written down here.
/// </summary>
internal static class Arrows
{
    private static readonly string[] Roslyn = ["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp"];

    private static readonly string[] Workspaces = ["Microsoft.CodeAnalysis.Workspaces", "Microsoft.CodeAnalysis.CSharp.Workspaces"];

    private static readonly string[] Hosting =
    [
        "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Hosting.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options", "Npgsql",
    ];

    private static readonly string[] HealthChecks = ["Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions"];

    private static readonly string[] AgentHosting =
    [
        .. Hosting, "Microsoft.Extensions.Configuration.Abstractions", "Microsoft.Extensions.Http",
    ];

    /// <summary>For each project the projects of ours, and the libraries of others, that it may name.</summary>
    public static IReadOnlyDictionary<string, Allowed> All { get; } = new Dictionary<string, Allowed>
    {
        ["Abstractions"] = new([], []),
        // What parses cron expressions: it does no I/O, and the runtime parses with the same.
        ["Planning"] = new([], ["Cronos"]),
        ["Generators"] = new(["Planning"], Roslyn),
        ["CodeFixes"] = new(["Generators", "Planning"], [.. Roslyn, .. Workspaces, "System.Composition.AttributedModel"]),
        // Documents that are published are planned by the planner that plans them in the compiler.
        ["Runtime"] = new(["Abstractions", "Planning"], [.. Hosting, "Cronos"]),
        ["Queries"] = new(["Runtime", "Abstractions"], [.. Hosting, "Dapper"]),
        ["HealthChecks"] = new(["Runtime"], [.. Hosting, .. HealthChecks]),
        ["Embedded"] = new(["Runtime", "Abstractions"], Hosting),
        // What the adapters of remote agents share. No adapter knows another, and nothing knows them.
        ["Agents"] = new(["Runtime", "Abstractions"], [.. AgentHosting, "JsonSchema.Net", "JsonPointer.Net"]),
        ["Agents.LangGraph"] = new(["Agents", "Runtime", "Abstractions"], AgentHosting),
        ["Agents.Adk"] = new(["Agents", "Runtime", "Abstractions"], AgentHosting),
        ["Agents.A2A"] = new(["Agents", "Runtime", "Abstractions"], AgentHosting),
        ["Agents.Strands"] = new(["Agents", "Runtime", "Abstractions"], AgentHosting),
        ["Agents.Mcp"] = new(["Agents", "Runtime", "Abstractions"], [.. AgentHosting, "ModelContextProtocol.Core"]),
        ["Agents.Chat"] = new(["Agents", "Runtime", "Abstractions"], [.. AgentHosting, "Microsoft.Extensions.AI.Abstractions"]),
        // Documents of others: text in, text out. Of YamlDotNet the parser alone.
        ["Importers"] = new(["Planning"], ["YamlDotNet"]),
        // The command asks runtimes as workers do, and reads contracts as the compiler does.
        ["Cli"] = new(["Agents.LangGraph", "Agents.Adk", "Agents.A2A", "Agents.Mcp", "Agents", "Importers", "Planning", "Abstractions"],
            [.. AgentHosting, "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Configuration", "Microsoft.Extensions.Configuration.Json", "Microsoft.Extensions.Configuration.EnvironmentVariables", "Microsoft.Extensions.Configuration.FileExtensions", "Microsoft.Extensions.Logging"]),
    };

    /// <summary>What a project may name.</summary>
    public sealed record Allowed(IReadOnlyList<string> Projects, IReadOnlyList<string> Libraries);
}
