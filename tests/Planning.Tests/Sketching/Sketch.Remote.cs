namespace Perdure.Planning.Tests.Sketching;

/// <summary>Remote agents and what they ask.</summary>
internal sealed partial class Sketch
{
    private static AgentAbilities? Abilities(Marks marks) => marks.Arguments("Remote") is { } named
        ? named.Where(ability => ability.Length > 0).Aggregate(AgentAbilities.None, (all, ability) => all | Enum.Parse<AgentAbilities>(ability))
        : null;

    private static InterruptDescription? Interrupt(Marks marks, string step) => marks.Value("OnInterrupt") is { } answer
        ? new InterruptDescription(marks.Named("OnInterrupt", "Name") ?? Names.Kebab(step), Type(answer)!, marks.Named("OnInterrupt", "Timeout")) { Problem = marks.Named("OnInterrupt", "Problem") }
        : null;
}
