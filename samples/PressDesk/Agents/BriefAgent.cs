using Perdure;

namespace Press;

/// <summary>Thinks of what to ask. It is at work in this process.</summary>
[Agent]
public sealed class BriefAgent : IAgent<Story, Brief>
{
    /// <inheritdoc/>
    public ValueTask<Brief> InvokeAsync(Story story, AgentContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new Brief(story.Subject, ["How long did it take?", "Who was it?", "What comes next?"]));
}
