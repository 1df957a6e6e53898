using Perdure;

namespace Research;

/// <summary>Thinks of what to ask. It stands for a model.</summary>
[Agent]
public sealed class PlanAgent : IAgent<Topic, List<Question>>
{
    /// <inheritdoc/>
    public ValueTask<List<Question>> InvokeAsync(Topic topic, AgentContext context, CancellationToken cancellationToken) => new(
    [
        new($"Where does {topic.Name} come from?"),
        new($"How is {topic.Name} made?"),
        new($"What did {topic.Name} cost?"),
    ]);
}
