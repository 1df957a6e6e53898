using Perdure.Planning;

namespace Perdure.Generators.Model;

/// <summary>An agent as the registry writes it down.</summary>
/// <param name="Name">Its durable name.</param>
/// <param name="Class">Its class as C# text.</param>
/// <param name="Display">Its class, as messages quote it.</param>
/// <param name="Input">What it takes, as C# text.</param>
/// <param name="Output">What it returns, as C# text.</param>
/// <param name="InputPayload">How its input travels.</param>
/// <param name="OutputPayload">How its answer travels.</param>
/// <param name="Constructor">How it is made.</param>
internal sealed record AgentModel(
    string Name, string Class, string Display, string Input, string Output, PayloadModel InputPayload, PayloadModel OutputPayload, ConstructorModel Constructor)
{
    /// <summary>The retry that it gives to its steps; null: none.</summary>
    public RetryDescription? Retry { get; init; }

    /// <summary>The time-out that it gives to its steps; null: none.</summary>
    public TimeoutDescription? Timeout { get; init; }

    /// <summary>Whether it may take null.</summary>
    public bool IsInputNullable { get; init; }

    /// <summary>Whether it may answer null.</summary>
    public bool IsOutputNullable { get; init; }

    /// <summary>What its runtime is able to do; null: it is a local agent.</summary>
    public AgentAbilities? Abilities { get; init; }

    /// <summary>Takes the serializer contexts that know its payloads.</summary>
    public AgentModel With(SerializerContexts contexts) => this with { InputPayload = contexts.Resolve(InputPayload), OutputPayload = contexts.Resolve(OutputPayload) };
}
