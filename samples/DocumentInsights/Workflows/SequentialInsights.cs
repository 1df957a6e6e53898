using Documents.Agents;
using Perdure;

namespace Documents;

/// <summary>The same in single file: <c>FindEntities</c> takes nothing from <c>Summarize</c> and still waits for it.</summary>
[Workflow]
public sealed partial class SequentialInsights : IWorkflow<Document, Insights>
{
    [Step<SummarizeAgent>]
    private partial ValueTask<Summary> Summarize(Document document);

    [Step<EntityAgent>, After(nameof(Summarize))]
    private partial ValueTask<Entities> FindEntities(Document document);

    [Step]
    private static Insights Combine(Summary summary, Entities entities) => new(summary, entities);
}
