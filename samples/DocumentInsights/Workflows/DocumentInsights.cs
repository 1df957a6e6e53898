using Documents.Agents;
using Perdure;

namespace Documents;

/// <summary>Looks into a document. Nothing ties the two agents to one another, so they run side by side; <c>Combine</c> takes what both return, so it runs last.</summary>
[Workflow]
public sealed partial class DocumentInsights : IWorkflow<Document, Insights>
{
    [Step<SummarizeAgent>]
    private partial ValueTask<Summary> Summarize(Document document);

    [Step<EntityAgent>, Retry(5)]
    private partial ValueTask<Entities> FindEntities(Document document);

    [Step]
    private static Insights Combine(Summary summary, Entities entities) => new(summary, entities);
}
