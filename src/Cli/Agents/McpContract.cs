using System.Text.Json.Nodes;
using Perdure.Agents.Mcp;

namespace Perdure.Cli.Agents;

/// <summary>What an MCP server tells of a tool: what it takes, and, if it says so, what it answers.</summary>
internal static class McpContract
{
    public static async Task<string?> FillAsync(McpServer server, string name, JsonObject contract, CancellationToken cancellationToken)
    {
        if (await server.FindToolAsync(name, cancellationToken).ConfigureAwait(false) is not { } tool)
        {
            IReadOnlyList<string> known = [.. (await server.ListToolsAsync(cancellationToken).ConfigureAwait(false)).Keys.Order(StringComparer.Ordinal)];
            throw new CommandFailure($"mcp: the server has no tool '{name}'{Known.Say(name, known)}");
        }

        if (ContractText.SchemaOf(tool.Input) is { } input) contract["input"] = input;
        if (ContractText.SchemaOf(tool.Output) is not { } output) return "without a schema of its answer, since the tool has none: the answer is its text";
        contract["output"] = output;
        return null;
    }
}
