using Microsoft.Extensions.DependencyInjection;
using Perdure.Agents;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Steps;

/// <summary>An answer that is to be looked at before it counts.</summary>
/// <param name="ExecutionId">The run.</param>
/// <param name="Step">The step whose agent asks.</param>
/// <param name="Unit">The step, or the item or round of it.</param>
/// <param name="Work">What its agent asks, and what of that is answered.</param>
/// <param name="Message">The message that carries the answer.</param>
/// <param name="Value">The answer.</param>
internal sealed record AnswerStart(Guid ExecutionId, StepPlan Step, StepUnit Unit, AgentWork Work, long Message, StoredPayload Value);

/// <summary>What is to be said of an answer.</summary>
/// <param name="Start">What was looked at.</param>
/// <param name="Interrupt">The id of the question that it answers; null: nobody got to look.</param>
/// <param name="Refusal">What is wrong with it; null: nothing.</param>
/// <param name="Failure">Why it could not be looked at; null where it could, or nobody got to.</param>
internal sealed record AnswerOutcome(AnswerStart Start, string? Interrupt, string? Refusal, Exception? Failure);

/// <summary>Looks at answers to agents: whether they are what the step says, and what the agent asks for. That is the code of adapters, and runs beside the run's driver, as predicates do.</summary>
internal sealed class AnswerChecker(IServiceProvider services, AgentRegistry agents, PayloadSerializer serializer)
{
    private readonly AgentPayloads payloads = new(serializer);

    /// <summary>Looks at one. Never throws: whatever happens is the outcome.</summary>
    /// <param name="start">What is to be looked at.</param>
    /// <param name="ending">Cancelled when nobody waits for it any more.</param>
    public async Task<AnswerOutcome> CheckAsync(AnswerStart start, CancellationToken ending)
    {
        try
        {
            return await Task.Run(() => LookAsync(start), CancellationToken.None).WaitAsync(ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return new AnswerOutcome(start, null, null, null);
        }
        catch (Exception failure)
        {
            return new AnswerOutcome(start, null, null, failure);
        }
    }

    private async Task<AnswerOutcome> LookAsync(AnswerStart start)
    {
        AgentInterrupt asked = payloads.Read(start.Work.Questions!.Interrupts, start.ExecutionId, start.Step.Agent!)[start.Work.Answers.Count];
        string what = $"the answer to agent '{start.Step.Agent}'";
        string json;
        try
        {
            json = serializer.ReadPlain(start.Value, new PayloadPlace(start.ExecutionId), what);
            serializer.Read(json, start.Step.Interrupt!.Answer, what);
        }
        catch (PayloadException unreadable)
        {
            return new AnswerOutcome(start, asked.Id, unreadable.Message, null);
        }

        AsyncServiceScope scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            string? wrong = agents.WorkOf(start.Step.Agent!, scope.ServiceProvider).Check(asked, json);

            // An event is stored in plain, and what an adapter says quotes the answer.
            return new AnswerOutcome(start, asked.Id, wrong is null || !serializer.Encodes ? wrong : "it is not what the agent asks for; since payloads are encoded, what is wrong with it is left out", null);
        }
    }
}
