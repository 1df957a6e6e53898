using Perdure.Language.Tests.Workflows.Agents;

namespace Perdure.Language.Tests.Workflows.Documents;

/// <summary>Writes what became of the claims of a year.</summary>
[Agent("compose-report")]
public sealed class ComposeReport : IAgent<ScheduledTime, Article>
{
    public ValueTask<Article> InvokeAsync(ScheduledTime input, AgentContext context, CancellationToken cancellationToken) => new(new Article($"claims of {input.Due.Year}"));
}
