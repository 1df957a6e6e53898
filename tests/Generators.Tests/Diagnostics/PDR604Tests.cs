using Perdure.Generators.Tests.Contracts;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR604Tests
{
    private const string Id = "PDR604";

    [Fact]
    public Task AnotherRuntimeIsReportedAndNothingElse() => ContractSquiggles.AssertAsync(
        Id,
        "[[|LangGraphAgent(\"desk\")|]] public sealed partial class DeskAgent : IAgent<int, int>;",
        ContractSquiggles.Tool("""{ "type": "object" }"""),
        "Agent 'DeskAgent' is marked [LangGraphAgent], but its contract 'desk.agent.json' is of the runtime 'mcp'");

    [Fact]
    public Task AnotherToolIsReported() => ContractSquiggles.AssertAsync(
        Id,
        "[[|McpTool(\"tools\", \"print\")|]] public sealed partial class DeskAgent : IAgent<int, int>;",
        ContractSquiggles.Tool("""{ "type": "object" }"""),
        "Agent 'DeskAgent' asks for the tool 'print', but its contract 'desk.agent.json' is of 'write'");

    [Fact]
    public Task OfARuntimeThatNobodyKnowsTheTypesAreCompared() => ContractSquiggles.AssertAsync(
        Id,
        """
        [HouseAgent("write")] public sealed partial class DeskAgent : IAgent<{|PDR605:int|}, string>;
        [AgentRuntime(typeof(HouseConnector), AgentAbilities.None)] public sealed class HouseAgentAttribute(string tool) : RemoteAgentAttribute { public string Tool { get; } = tool; }
        public sealed class HouseConnector : IAgentConnector<HouseAgentAttribute>
        {
            public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(HouseAgentAttribute attribute, RemoteAgentTypes types) => throw new NotSupportedException();
        }
        """,
        ContractSquiggles.Tool("""{ "type": "object" }"""));
}
