using Perdure.Planning;

namespace Perdure.Generators.Model;

/// <summary>All that the emitter needs to know of a remote agent. Equal to another one where the same file would be written.</summary>
/// <param name="Class">The class; null: C# has no way to add anything to it.</param>
/// <param name="Agent">The agent as the registry has it; null: it is wrong, and only its shape is written.</param>
/// <param name="Attribute">What says which agent is meant; null: it is wrong.</param>
/// <param name="Accessibility">From where the generated constructor can be called.</param>
/// <param name="Unanswered">Of a wrong one, what it promises and nobody keeps.</param>
/// <param name="Errors">The ids of what is wrong.</param>
internal sealed record RemoteAgentModel(ClassModel? Class, AgentModel? Agent, RemoteAttributeModel? Attribute, string Accessibility, EquatableArray<AgentContractModel> Unanswered, EquatableArray<string> Errors)
{
    /// <summary>Takes the serializer contexts that know its payloads.</summary>
    public RemoteAgentModel With(SerializerContexts contexts) => this with { Agent = Agent?.With(contexts) };
}

/// <summary>The attribute of a remote agent, as C# that makes it again.</summary>
/// <param name="Class">Its class as C# text.</param>
/// <param name="Display">Its name, as it is written.</param>
/// <param name="Arguments">The arguments of its constructor.</param>
/// <param name="Properties">The assignments to its properties.</param>
internal sealed record RemoteAttributeModel(string Class, string Display, EquatableArray<string> Arguments, EquatableArray<string> Properties);

/// <summary>An <c>IAgent</c> that a class declares.</summary>
/// <param name="Input">What it takes, as C# text.</param>
/// <param name="Output">What it returns, as C# text.</param>
internal sealed record AgentContractModel(string Input, string Output);

/// <summary>A remote agent and the name of its file.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Agent">What is written into it.</param>
internal sealed record RemoteAgentFile(string Name, RemoteAgentModel Agent);
