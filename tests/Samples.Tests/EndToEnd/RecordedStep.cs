using Perdure.Queries;
using Perdure.Tests.Postgres;

namespace Documents.Tests.EndToEnd;

/// <summary>What a step has recorded for good.</summary>
internal sealed record RecordedStep(Guid Execution, string Step, string Status, int Attempt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? Output)
{
    /// <summary>The steps of all runs, in the order of their ids.</summary>
    public static async Task<IReadOnlyList<RecordedStep>> ReadAllAsync(TestDatabase database)
    {
        var queries = new RunQueries(database.DataSource);
        List<RecordedStep> recorded = [];
        foreach (var run in (await queries.ListAsync(new ExecutionPageRequest())).Items.OrderBy(run => run.Id))
        {
            var steps = await queries.GetStepsAsync(run.Id);
            recorded.AddRange(steps
                .OrderBy(step => step.StepId, StringComparer.Ordinal)
                .Select(step => new RecordedStep(run.Id, step.StepId, step.Status, step.Attempt, step.StartedAt, step.FinishedAt, step.Output)));
        }

        return recorded;
    }
}
