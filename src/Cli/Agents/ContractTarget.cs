using System.Text.Json;
using System.Text.Json.Nodes;
using Perdure.Planning;

namespace Perdure.Cli.Agents;

/// <summary>Whose contract is asked for, and where.</summary>
/// <param name="Name">The durable name of the agent.</param>
/// <param name="Kind">Its runtime.</param>
/// <param name="Endpoint">The name of the endpoint in the configuration.</param>
/// <param name="What">Which of what the runtime has; null: it has one.</param>
internal sealed record ContractTarget(string Name, RuntimeKind Kind, string Endpoint, string? What)
{
    /// <summary>Where the endpoint is configured.</summary>
    public string Section => $"Perdure:Agents:{Kind.Section}:{Endpoint}";

    /// <exception cref="CommandFailure">There is no such runtime, or it has several agents and none is named.</exception>
    public static ContractTarget Create(string name, string runtime, string? endpoint, string? what)
    {
        RuntimeKind kind = RuntimeKind.Find(runtime);
        if (kind.Noun is { } noun && string.IsNullOrEmpty(what)) throw new CommandFailure($"--agent is missing: it names the {noun} of {runtime}");
        return new ContractTarget(name, kind, endpoint ?? "default", kind.Noun is null ? null : what);
    }

    /// <summary>The target of a contract that is there already.</summary>
    /// <exception cref="CommandFailure">It is no contract.</exception>
    public static ContractTarget Read(string text)
    {
        ContractReading reading = ContractReader.Read(text);
        if (reading.Contract is not { } contract) throw new CommandFailure($"it {reading.Problem}");
        string? endpoint = ContractText.Parse(text)["endpoint"] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
        RuntimeKind kind = RuntimeKind.Find(contract.Runtime.Value);
        return Create(contract.Agent.Value, contract.Runtime.Value, endpoint, kind.Noun is { } noun && contract.Of.TryGetValue(noun, out Written<string>? what) ? what.Value : null);
    }
}

/// <summary>A runtime that can be asked what its agents take and answer.</summary>
/// <param name="Id">Its name in contracts and commands.</param>
/// <param name="Section">Its name in the configuration.</param>
/// <param name="Noun">What its agents are called; null: an address has one.</param>
internal sealed record RuntimeKind(string Id, string Section, string? Noun)
{
    public static readonly RuntimeKind LangGraph = new("langgraph", "LangGraph", "assistant");
    public static readonly RuntimeKind Mcp = new("mcp", "Mcp", "tool");
    public static readonly RuntimeKind A2A = new("a2a", "A2A", null);
    public static readonly RuntimeKind Adk = new("adk", "Adk", "app");

    private static readonly RuntimeKind[] All = [LangGraph, Mcp, A2A, Adk];

    /// <exception cref="CommandFailure">There is no such runtime.</exception>
    public static RuntimeKind Find(string id) => Array.Find(All, kind => kind.Id == id)
        ?? throw new CommandFailure($"'{id}' is no runtime that can be asked: there are {string.Join(", ", All.Select(static kind => kind.Id))}");
}
