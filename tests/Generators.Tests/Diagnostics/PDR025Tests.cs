namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR025Tests
{
    private const string Id = "PDR025";

    private const string Connector = """
        public class DeskConnector : IAgentConnector<DeskAgentAttribute>
        {
            public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(DeskAgentAttribute attribute, RemoteAgentTypes types) => throw new NotSupportedException();
        }
        """;

    private const string Nobody = "Attribute 'DeskAgentAttribute' is not marked [AgentRuntime], so nobody connects the agents that it marks";

    [Fact]
    public Task AKindWithoutARuntimeIsReportedOnceWhereItIsDeclared() => Squiggles.AssertAsync(
        Id,
        """
        public sealed class [|DeskAgentAttribute|] : RemoteAgentAttribute;
        [DeskAgent] public sealed partial class FirstAgent : IAgent<string, string>;
        [DeskAgent] public sealed partial class SecondAgent : IAgent<string, string>;
        """,
        Nobody);

    [Fact]
    public Task OneOfAnotherAssemblyIsReportedWhereItIsUsed() => Squiggles.AssertAsync(
        Id,
        "[[|DeskAgent|]] public sealed partial class FirstAgent : IAgent<string, string>;",
        [GeneratorRun.Of(TestCompilation.Named("Kinds", [], "public sealed class DeskAgentAttribute : RemoteAgentAttribute;")).ToReference()],
        Nobody);

    [Fact]
    public Task AConnectorOfAnotherKindIsReported() => Squiggles.AssertAsync(
        Id,
        $$"""
        [AgentRuntime(typeof(DeskConnector), AgentAbilities.None)] public sealed class DeskAgentAttribute : RemoteAgentAttribute;
        [AgentRuntime(typeof(DeskConnector), AgentAbilities.None)] public sealed class [|OtherAgentAttribute|] : RemoteAgentAttribute;
        {{Connector}}
        """,
        "Attribute 'OtherAgentAttribute' names the connector 'DeskConnector', which does not implement IAgentConnector<OtherAgentAttribute>");

    [Fact]
    public Task WhatKindsShareIsFine() => Squiggles.AssertNoneAsync(
        $$"""
        public abstract class DeskAgentAttribute : RemoteAgentAttribute;
        [AgentRuntime(typeof(DeskConnector), AgentAbilities.Stream)] public sealed class SmallDeskAgentAttribute : DeskAgentAttribute;
        {{Connector}}
        """);
}
