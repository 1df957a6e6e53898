using Microsoft.Extensions.DependencyInjection;
using Perdure.Coordination.Modifiers;

namespace Perdure.Steps;

/// <summary>Asks predicates about items.</summary>
internal sealed partial class DecisionMaker
{
    /// <summary>Asks about items, one after another. Never throws: whatever happens is the outcome.</summary>
    /// <param name="ask">What is asked.</param>
    /// <param name="ending">Cancelled when nobody waits for it any more.</param>
    public async Task<ItemOutcome> AskAsync(ItemAsk ask, CancellationToken ending)
    {
        try
        {
            return await Task.Run(() => AnswerAsync(ask, ending), CancellationToken.None).WaitAsync(ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return new ItemOutcome(ask.Predicate, null, null);
        }
    }

    private async Task<ItemOutcome> AnswerAsync(ItemAsk ask, CancellationToken ending)
    {
        List<(int, bool)> verdicts = new(ask.Items.Count);
        List<(int, StepError)> failures = [];
        var inputs = new ItemInputs(ask, serializer);
        MethodThrewException? first = null;
        foreach (int item in ask.Items)
        {
            ending.ThrowIfCancellationRequested();
            try
            {
                verdicts.Add((item, await TestAsync(ask, inputs, item).ConfigureAwait(false)));
            }
            catch (Exception failure)
            {
                var undecided = new MethodThrewException($"Predicate '{ask.Plan.ItemPredicates[ask.Predicate].Id}' threw at item {item} of step '{ask.Plan.Steps[ask.Step].Id}': {ExceptionText.MessageOf(failure)}", failure);
                StepError error = StepErrors.From(undecided, ask.Plan.Steps[ask.Step].Id, attempt: 0);

                // All items may fail, and mostly in the same way: where, is told once.
                failures.Add((item, first is null ? error : error with { Stack = null, Inner = null }));
                first ??= undecided;
            }
        }

        return new ItemOutcome(ask.Predicate, new ItemAnswer(ask.Step, verdicts, failures), first);
    }

    private async Task<bool> TestAsync(ItemAsk ask, ItemInputs inputs, int item)
    {
        AsyncServiceScope scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            return ask.Plan.Runner.TestItem(ask.Predicate, inputs.Of(item, scope.ServiceProvider));
        }
    }
}
