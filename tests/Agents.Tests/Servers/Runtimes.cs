namespace Perdure.Agents.Tests.Servers;

public sealed class LangGraphServer() : NodeFixture("langgraph");

public sealed class AdkServer() : NodeFixture("adk");

public sealed class A2AServer() : NodeFixture("a2a");

public sealed class StrandsServer() : NodeFixture("strands");

public sealed class Mcp2025Server() : NodeFixture("mcp-2025");

public sealed class Mcp2026Server() : NodeFixture("mcp-2026");
