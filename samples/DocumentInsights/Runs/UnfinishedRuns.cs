using System.Text.Json;
using Perdure;
using Perdure.Queries;

namespace Documents.Runs;

/// <summary>Finds the runs of this sample that have not ended.</summary>
internal static class UnfinishedRuns
{
    private static readonly WorkflowPlan<Document, Insights>[] Plans = [DocumentInsights.Definition, SequentialInsights.Definition];

    /// <summary>The runs that have not ended, oldest first.</summary>
    public static async Task<IReadOnlyList<DocumentRun>> FindAsync(WorkflowClient client, RunQueries queries, CancellationToken cancellationToken)
    {
        List<DocumentRun> runs = [];
        foreach (var row in await queries.ListUnfinishedAsync(Plans.Select(plan => plan.Name), cancellationToken))
        {
            if (Plans.FirstOrDefault(plan => plan.Name == row.Workflow && plan.Version == row.Version) is not { } plan) continue;

            var execution = await queries.GetExecutionAsync(row.Id, cancellationToken);
            var document = JsonSerializer.Deserialize(execution!.Input!, InsightsJson.Default.Document)!;
            runs.Add(new DocumentRun(client.GetHandle(plan, row.Id), plan, document.Name, IsResumed: true));
        }

        return runs;
    }
}
