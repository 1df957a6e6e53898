using Microsoft.Extensions.DependencyInjection;
using Perdure.Payloads;
using Perdure.State;

namespace Perdure.Steps;

/// <summary>A key that is to be asked for: for whom a slot of a step's queue is.</summary>
/// <param name="ExecutionId">The run.</param>
/// <param name="Plan">The run's plan.</param>
/// <param name="Unit">The step, or the item or round of it.</param>
/// <param name="Inputs">What it takes, by the producer's index.</param>
internal sealed record QueueKeyStart(Guid ExecutionId, WorkflowPlan Plan, StepUnit Unit, IReadOnlyDictionary<int, StoredPayload?> Inputs);

/// <summary>What was said.</summary>
/// <param name="Unit">The step, or the item or round of it.</param>
/// <param name="Key">The key, empty where there is none; null: whoever was asked was cut off, or failed.</param>
/// <param name="Failure">Why; null where it did not fail.</param>
internal sealed record QueueKeyOutcome(StepUnit Unit, string? Key, Exception? Failure);

/// <summary>Asks the methods that say for whom a slot is. They are the user's code, and run beside the run's driver, as predicates do.</summary>
internal sealed class QueueKeyReader(IServiceProvider services, PayloadSerializer serializer)
{
    private const int LongestKey = 200;

    /// <summary>Asks one. Never throws: whatever happens is the outcome.</summary>
    /// <param name="start">What is to be asked.</param>
    /// <param name="ending">Cancelled when nobody waits for it any more.</param>
    public async Task<QueueKeyOutcome> ReadAsync(QueueKeyStart start, CancellationToken ending)
    {
        try
        {
            string key = await Task.Run(() => AskAsync(start), CancellationToken.None).WaitAsync(ending).ConfigureAwait(false);
            return new QueueKeyOutcome(start.Unit, key, null);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return new QueueKeyOutcome(start.Unit, null, null);
        }
        catch (Exception failure)
        {
            return new QueueKeyOutcome(start.Unit, null, failure);
        }
    }

    private async Task<string> AskAsync(QueueKeyStart start)
    {
        StepPlan step = start.Plan.Steps[start.Unit.Step];
        string name = step.Queue!.Key!;
        AsyncServiceScope scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            string key;
            try
            {
                key = start.Plan.Runner.GetQueueKey(start.Unit.Step, new PlanInputs(start.ExecutionId, start.Plan, start.Unit, name, start.Inputs, scope.ServiceProvider, serializer)) ?? "";
            }
            catch (Exception failure)
            {
                throw new MethodThrewException($"'{name}', the key of queue '{step.Queue.Queue}' at step '{step.Id}', threw: {ExceptionText.MessageOf(failure)}", failure);
            }

            return FindProblem(key) is { } problem ? throw new NonRetryableException($"'{name}', the key of queue '{step.Queue.Queue}' at step '{step.Id}', returned a text {problem}") : key;
        }
    }

    private static string? FindProblem(string key) =>
        key.Length > LongestKey ? $"of {key.Length} characters: it may have {LongestKey}"
        : key.Contains('\0') ? "with a character U+0000, which PostgreSQL cannot store: leave it out"
        : HasHalfOfAPair(key) ? "with half of a surrogate pair, which UTF-8 cannot hold"
        : null;

    private static bool HasHalfOfAPair(string key)
    {
        for (var i = 0; i < key.Length; i++)
        {
            if (char.IsSurrogatePair(key, i)) i++;
            else if (char.IsSurrogate(key[i])) return true;
        }

        return false;
    }
}
