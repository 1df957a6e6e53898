namespace Perdure;

/// <summary>
/// An agent that is a chat model, asked through <c>Microsoft.Extensions.AI</c>. On a partial class that declares <see cref="IAgent{TIn,TOut}"/>; the generator writes the rest. The model comes from the services: register an
/// <c>IChatClient</c>, with whatever it takes to reach the model and with the tools that it may call.
/// </summary>
/// <remarks>
/// A <see cref="string"/> is sent and taken as it is; any other type is JSON, and the model is given the JSON Schema of the result. There is nothing to find again: a call that was lost with its worker is made again, which costs
/// once more and changes nothing outside, unless the model's tools do.
/// </remarks>
[AgentRuntime(typeof(ChatConnector), AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.TellsBeforeSending)]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ChatAgentAttribute : RemoteAgentAttribute
{
    /// <summary>The key under which the <c>IChatClient</c> is registered; null: the one without a key.</summary>
    public string? Client { get; set; }

    /// <summary>The system message; null: there is none. With a <see cref="Prompt"/> it may have places as well.</summary>
    public string? Instructions { get; set; }

    /// <summary>
    /// What the user says, with places for members of the input, as <c>Improve this: {draft}</c>; null: the input itself. Texts are filled in as they are, nothing for null, anything else as JSON. With it a brace that is meant as one is
    /// written twice, here and in the <see cref="Instructions"/>.
    /// </summary>
    public string? Prompt { get; set; }

    /// <summary>The model; null: the client's own.</summary>
    public string? Model { get; set; }

    /// <summary>How many tokens an answer may have; 0: as many as the client allows.</summary>
    public int MaxTokens { get; set; }

    /// <summary>How freely the model chooses its words; not a number: as the client has it.</summary>
    public double Temperature { get; set; } = double.NaN;
}
