namespace Perdure.Agents.Tests.Servers;

public sealed class LangGraphServer() : NodeFixture($"{Services}/langgraph")
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["GRAPHS"] = "tested/graphs" };
}

public sealed class AdkServer() : NodeFixture($"{Services}/adk")
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["APPS"] = "tested/apps", ["A2A"] = "1" };
}

public sealed class StrandsServer() : NodeFixture($"{Services}/strands")
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["AGENTS"] = "tested/agents.mjs", ["A2A"] = "desk" };
}

public sealed class A2AServer() : NodeFixture($"{Fixtures}/a2a");

public sealed class Mcp2025Server() : NodeFixture($"{Fixtures}/mcp-2025");

public sealed class Mcp2026Server() : NodeFixture($"{Fixtures}/mcp-2026");
