using System.Reflection;
using Perdure.Agents.Tests.A2A;
using Perdure.Agents.Tests.Adk;
using Perdure.Agents.Tests.Chat;
using Perdure.Agents.Tests.LangGraph;
using Perdure.Agents.Tests.Mcp;
using Perdure.Agents.Tests.Strands;

namespace Perdure.Agents.Tests.Configuration;

/// <summary>The compiler reads of an attribute what the agents at run time are able to do.</summary>
public sealed class AbilityTests
{
    private static readonly Uri Anywhere = new("http://localhost:1");

    [Fact]
    public void TheAttributesSayWhatTheAgentsDo()
    {
        Said<LangGraphAgentAttribute>().ShouldBe(Desk.Connect<DeskResult>(Anywhere).Abilities);
        Said<AdkAgentAttribute>().ShouldBe(App.Connect<string>(Anywhere, new AdkAgentAttribute("desk")).Abilities);
        Said<A2AAgentAttribute>().ShouldBe(Scripted.Connect<string>(Anywhere).Abilities);
        Said<StrandsAgentAttribute>().ShouldBe(Service.Connect<string>(Anywhere, "desk").Abilities);
        Said<McpToolAttribute>().ShouldBe(Tools.Connect<Addends, Sum>(Anywhere, new McpToolAttribute("scripted", "add")).Abilities);
        Said<ChatAgentAttribute>().ShouldBe(ScriptedChat.Connect<string>(ScriptedChat.Saying("x")).Abilities);
    }

    private static AgentAbilities Said<TAttribute>()
        where TAttribute : RemoteAgentAttribute => typeof(TAttribute).GetCustomAttribute<AgentRuntimeAttribute>()!.Abilities;
}
