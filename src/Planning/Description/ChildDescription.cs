namespace Perdure.Planning;

/// <summary>The workflow whose run does the work of a declared step.</summary>
/// <param name="Class">Its class, as messages quote it.</param>
/// <param name="Name">Its durable name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Input">What a run takes; null: nothing.</param>
/// <param name="Output">What a run returns; null: nothing (<c>None</c>).</param>
/// <param name="InputConstructor">The parameters of the constructor that System.Text.Json would choose for the input, then its required members; null where the input has none that could be called.</param>
public sealed record ChildDescription(
    string Class,
    string Name,
    int Version,
    TypeDescription? Input,
    TypeDescription? Output,
    EquatableArray<AgentInputMember>? InputConstructor);

/// <summary>What a declared step calls, an agent or a child workflow, as far as its parameters and its result have to fit.</summary>
/// <param name="Class">Its class, as messages quote it.</param>
/// <param name="Input">What it takes; null: nothing.</param>
/// <param name="Output">What it returns; null: nothing.</param>
/// <param name="InputConstructor">How its input can be made from parts; null: it cannot.</param>
internal sealed record Callee(string Class, TypeDescription? Input, TypeDescription? Output, EquatableArray<AgentInputMember>? InputConstructor)
{
    /// <summary>What a step calls; null: it is a code step.</summary>
    public static Callee? Of(StepDescription step) =>
        step.Agent is { } agent ? Of(agent)
        : step.Child is { } child ? new Callee(child.Class, child.Input, child.Output, child.InputConstructor)
        : null;

    /// <summary>An agent.</summary>
    public static Callee Of(AgentDescription agent) => new(agent.Class, agent.Input, agent.Output, agent.InputConstructor);
}
