using Perdure.Storage;

namespace Perdure.Runtime.Tests.Store;

/// <summary>What the store does for many runs, for one.</summary>
internal static class StoreExtensions
{
    public static ValueTask<IReadOnlyList<NewExecution>> StartAsync(this IExecutionStore store, NewExecution run, CancellationToken cancellationToken) => store.StartAsync([run], cancellationToken);

    public static async ValueTask<IReadOnlyList<StepRow>> ReadStepsAsync(this IExecutionStore store, Guid executionId, CancellationToken cancellationToken) =>
        [.. (await store.ReadStepsAsync([executionId], cancellationToken))[executionId]];

    public static async ValueTask<IReadOnlyDictionary<string, string?>> ReadOutputsAsync(this IExecutionStore store, Guid executionId, IReadOnlyList<string> steps, CancellationToken cancellationToken) =>
        (await store.ReadOutputsAsync([.. steps.Select(step => new StepKey(executionId, step))], cancellationToken)).ToDictionary(output => output.Key.StepId, output => output.Value?.Json);
}
