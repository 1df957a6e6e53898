using System.Reflection;
using Perdure.Agents.Tests.Adk;
using Perdure.Agents.Tests.LangGraph;

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
    }

    private static AgentAbilities Said<TAttribute>()
        where TAttribute : RemoteAgentAttribute => typeof(TAttribute).GetCustomAttribute<AgentRuntimeAttribute>()!.Abilities;
}
