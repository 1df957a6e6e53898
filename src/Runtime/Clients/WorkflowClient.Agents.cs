using Perdure.Agents;
using Perdure.Storage;

namespace Perdure;

/// <summary>What the agents of a run ask.</summary>
public sealed partial class WorkflowClient
{
    /// <summary>
    /// Reads what the agents of a run ask and nobody has answered yet. Of those that one signal answers the first one is answered by the next message, so it is what to show first.
    /// </summary>
    /// <param name="executionId">The run's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The questions, in the order in which they are answered; none: nothing is asked, or there is no such run.</returns>
    /// <exception cref="PayloadException">They are encoded, and cannot be decoded here.</exception>
    public async ValueTask<IReadOnlyList<AgentQuestion>> GetQuestionsAsync(Guid executionId, CancellationToken cancellationToken = default)
    {
        var payloads = new AgentPayloads(serializer);
        IReadOnlyList<QuestionRow> rows = await store.ReadQuestionsAsync(executionId, cancellationToken).ConfigureAwait(false);
        return
        [
            .. rows.SelectMany(row => payloads.Read(row.Interrupts, executionId, row.Agent)
                .Skip(row.Answered)
                .Select(asked => new AgentQuestion(row.StepId, row.Item, row.Round, row.Agent, row.Signal, asked, row.AskedAt, row.AnswerBy))),
        ];
    }
}
