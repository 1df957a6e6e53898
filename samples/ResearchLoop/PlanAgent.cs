using Perdure;

namespace Research;

/// <summary>Thinks of what to ask, and tells each question as it comes to mind. It stands for a model.</summary>
[Agent]
public sealed class PlanAgent : IAgent<Topic, List<Question>>
{
    /// <inheritdoc/>
    public async ValueTask<List<Question>> InvokeAsync(Topic topic, AgentContext context, CancellationToken cancellationToken)
    {
        List<Question> questions =
        [
            new($"Where does {topic.Name} come from?"),
            new($"How is {topic.Name} made?"),
            new($"What did {topic.Name} cost?"),
        ];
        foreach (var question in questions) await context.EmitAsync(new Line($"Asking: {question.Text}"), cancellationToken);
        return questions;
    }
}
