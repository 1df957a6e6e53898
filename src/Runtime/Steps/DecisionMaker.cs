using Microsoft.Extensions.DependencyInjection;
using Perdure.Coordination;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Steps;

/// <summary>
/// Asks predicates and selects cases. They have no attempts and no effects, and so no place among the steps in flight; but predicates are the user's code, and run beside the run's
/// driver, which must not wait for them.
/// </summary>
internal sealed partial class DecisionMaker(IServiceProvider services, PayloadSerializer serializer, IStepDataStore store, Patience patience)
{
    private const int LastYear = 9_000;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(36_525);

    /// <summary>Makes one decision. Never throws: whatever happens is the outcome.</summary>
    /// <param name="start">What is to be decided.</param>
    /// <param name="ending">Cancelled when nobody waits for it any more: the run is cancelled, its lease is lost, the worker's grace time is over.</param>
    public async Task<DecisionOutcome> DecideAsync(DecisionStart start, CancellationToken ending)
    {
        try
        {
            int answer = await Task.Run(() => AnswerAsync(start), CancellationToken.None).WaitAsync(ending).ConfigureAwait(false);
            return new DecisionOutcome(start.Decision, answer, null);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return new DecisionOutcome(start.Decision, null, null);
        }
        catch (Exception failure)
        {
            return new DecisionOutcome(start.Decision, null, failure);
        }
    }

    /// <summary>Asks how long a step waits. Never throws: whatever happens is the outcome.</summary>
    /// <param name="start">The question.</param>
    /// <param name="ending">Cancelled when nobody waits for it any more.</param>
    public async Task<DelayOutcome> AskDelayAsync(DelayStart start, CancellationToken ending)
    {
        try
        {
            DelayAnswer answer = await Task.Run(() => AnswerAsync(start), CancellationToken.None).WaitAsync(ending).ConfigureAwait(false);

            // An instant is one of the database's clock, as all that is due: this machine's may be wrong.
            TimeSpan delay = answer.Instant is { } instant
                ? await patience.AskAsync(asking => store.DueInAsync(instant, asking), ending).ConfigureAwait(false)
                : answer.Duration ?? TimeSpan.Zero;
            return new DelayOutcome(start.Step, delay, null);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return new DelayOutcome(start.Step, null, null);
        }
        catch (Exception failure)
        {
            return new DelayOutcome(start.Step, null, failure);
        }
    }

    private async Task<DelayAnswer> AnswerAsync(DelayStart start)
    {
        (string step, string name) = (start.Plan.Steps[start.Step].Id, start.Plan.Steps[start.Step].DelayBy!.Id);
        AsyncServiceScope scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            DelayAnswer answer;
            try
            {
                answer = start.Plan.Runner.GetDelay(start.Step, new PlanInputs(start.ExecutionId, start.Plan, unit: null, name, start.Inputs, scope.ServiceProvider, serializer));
            }
            catch (Exception failure)
            {
                throw new MethodThrewException($"'{name}', the delay of step '{step}', threw: {ExceptionText.MessageOf(failure)}", failure);
            }

            return FindProblem(answer) is { } problem ? throw new NonRetryableException($"'{name}', the delay of step '{step}', says {problem}") : answer;
        }
    }

    private static string? FindProblem(DelayAnswer answer) =>
        answer.Duration > LongestDelay ? $"{answer.Duration:c}: a run waits for at most a hundred years, which are {LongestDelay:c}"
        : answer.Instant is { Year: > LastYear } instant ? $"{instant:O}: a run waits until the year {LastYear} at most"
        : null;

    private async Task<int> AnswerAsync(DecisionStart start)
    {
        DecisionGraph graph = PlanGraph.Of(start.Plan).Decisions;
        bool isPredicate = graph.Predicate(start.Decision) is not null;
        string name = graph.Name(start.Decision);
        AsyncServiceScope scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var call = new PlanInputs(start.ExecutionId, start.Plan, unit: null, name, start.Inputs, scope.ServiceProvider, serializer);
            try
            {
                return isPredicate
                    ? start.Plan.Runner.Test(start.Decision, call) ? 1 : 0
                    : start.Plan.Runner.Select(start.Decision - start.Plan.Predicates.Count, call);
            }
            catch (Exception failure) when (failure is not UnknownCaseException)
            {
                string what = isPredicate ? $"Predicate '{name}' threw" : $"The cases of '{name}' cannot be compared";
                throw new MethodThrewException($"{what}: {ExceptionText.MessageOf(failure)}", failure);
            }
        }
    }
}
