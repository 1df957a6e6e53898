using Perdure.Agents;
using Perdure.Payloads;
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
                .Select((asked, place) => new AgentQuestion(row.StepId, row.Item, row.Round, row.Agent, row.Signal, asked, row.AskedAt, row.AnswerBy) { Id = AgentWork.QuestionId(row.AskedSeq, row.Answered + place + 1) })),
        ];
    }

    /// <summary>Answers one question, and never another: where it is not open any more when the answer comes, the answer is refused (<see cref="EventTypes.AgentAnswerRefused"/>).</summary>
    /// <typeparam name="T">What the signal carries.</typeparam>
    /// <param name="executionId">The run's id.</param>
    /// <param name="question">The question, as it was read.</param>
    /// <param name="signal">The signal that answers it, from the workflow's generated <c>Signals</c>.</param>
    /// <param name="value">The answer; stored as JSON.</param>
    /// <param name="cancellationToken">Ends the call. An answer that was under way may or may not have been sent.</param>
    /// <returns>Whether it was sent; false where the question is not open any more.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    /// <exception cref="ArgumentException">The question is answered by another signal.</exception>
    /// <exception cref="PayloadException">The value cannot be written as JSON or encoded, or is larger than <see cref="PerdureOptions.MaxPayloadBytes"/>.</exception>
    public ValueTask<bool> AnswerAsync<T>(Guid executionId, AgentQuestion question, SignalDefinition<T> signal, T value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(signal);
        if (question.Signal != signal.Name) throw new ArgumentException($"Question '{question.Id}' of step '{question.StepId}' is answered by signal '{question.Signal}', and not by '{signal.Name}'", nameof(signal));
        StoredPayload payload = serializer.Store(value, signal.Type, new PayloadPlace(executionId), $"signal '{signal.Name}'");
        return AskAsync(executionId, (run, asking) => SendAsync(signal.Name, () => store.AnswerAsync(run, question.Id, payload, asking)), notifier.Mail, cancellationToken);
    }
}
