using Perdure.Coordination;
using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure;

/// <summary>New runs that begin with what another has recorded.</summary>
public sealed partial class WorkflowClient
{
    /// <summary>
    /// Starts a new run with the results of another, but for a step and all that waits for it, which run anew. The other run stays as it is, and may be under way: what it has not recorded yet runs
    /// in the new one. The plan may be of a newer version; a step that it has and the other run has not runs as well.
    /// </summary>
    /// <typeparam name="TIn">What the workflow takes.</typeparam>
    /// <typeparam name="TOut">What it returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>, which the new run goes by.</param>
    /// <param name="executionId">The other run's id.</param>
    /// <param name="fromStep">The id of the step from which it runs anew: the name of its method, less <c>Async</c>, unless the step has another.</param>
    /// <param name="forkOptions">Results in the place of recorded ones, queue and priority.</param>
    /// <param name="cancellationToken">Ends the call. A run whose start was under way may or may not have been started.</param>
    /// <returns>The new run.</returns>
    /// <exception cref="ArgumentException">The plan has no such step, a result that is given is not of its step's type, or its step is to run anew.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    /// <exception cref="InvalidOperationException">The run is of another workflow.</exception>
    /// <exception cref="PayloadException">A payload cannot be decoded, written or encoded.</exception>
    public async ValueTask<WorkflowHandle<TOut>> ForkAsync<TIn, TOut>(
        WorkflowPlan<TIn, TOut> plan, Guid executionId, string fromStep, ForkOptions? forkOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(fromStep);
        return new WorkflowHandle<TOut>(this, await ForkAsync(plan, executionId, fromStep, forkOptions, null, cancellationToken).ConfigureAwait(false), plan);
    }

    /// <inheritdoc cref="ForkAsync{TIn, TOut}(WorkflowPlan{TIn, TOut}, Guid, string, ForkOptions?, CancellationToken)"/>
    public async ValueTask<WorkflowHandle<TOut>> ForkAsync<TOut>(
        WorkflowPlan<TOut> plan, Guid executionId, string fromStep, ForkOptions? forkOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(fromStep);
        return new WorkflowHandle<TOut>(this, await ForkAsync(plan, executionId, fromStep, forkOptions, null, cancellationToken).ConfigureAwait(false), plan);
    }

    /// <summary>Starts a new run with the input of another, of which every step runs anew, but for those whose results are given.</summary>
    /// <typeparam name="TIn">What the workflow takes.</typeparam>
    /// <typeparam name="TOut">What it returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>, which the new run goes by.</param>
    /// <param name="executionId">The other run's id.</param>
    /// <param name="forkOptions">Results that are given, queue and priority.</param>
    /// <param name="cancellationToken">Ends the call. A run whose start was under way may or may not have been started.</param>
    /// <returns>The new run.</returns>
    /// <exception cref="ArgumentException">The plan has no step whose result is given, or the result is not of its type.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    /// <exception cref="InvalidOperationException">The run is of another workflow.</exception>
    /// <exception cref="PayloadException">A payload cannot be decoded, written or encoded.</exception>
    public async ValueTask<WorkflowHandle<TOut>> RerunAsync<TIn, TOut>(
        WorkflowPlan<TIn, TOut> plan, Guid executionId, ForkOptions? forkOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new WorkflowHandle<TOut>(this, await ForkAsync(plan, executionId, null, forkOptions, null, cancellationToken).ConfigureAwait(false), plan);
    }

    /// <inheritdoc cref="RerunAsync{TIn, TOut}(WorkflowPlan{TIn, TOut}, Guid, ForkOptions?, CancellationToken)"/>
    public async ValueTask<WorkflowHandle<TOut>> RerunAsync<TOut>(
        WorkflowPlan<TOut> plan, Guid executionId, ForkOptions? forkOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new WorkflowHandle<TOut>(this, await ForkAsync(plan, executionId, null, forkOptions, null, cancellationToken).ConfigureAwait(false), plan);
    }

    /// <summary>Starts a new run in the place of another, with an input of its own.</summary>
    /// <param name="input">The input; stored as JSON.</param>
    /// <inheritdoc cref="RerunAsync{TIn, TOut}(WorkflowPlan{TIn, TOut}, Guid, ForkOptions?, CancellationToken)"/>
    public async ValueTask<WorkflowHandle<TOut>> RerunAsync<TIn, TOut>(
        WorkflowPlan<TIn, TOut> plan, Guid executionId, TIn input, ForkOptions? forkOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Guid fork = await ForkAsync(
            plan, executionId, null, forkOptions, place => serializer.Store(input, plan.Input!, place, $"the input of workflow '{plan.Name}'"), cancellationToken).ConfigureAwait(false);
        return new WorkflowHandle<TOut>(this, fork, plan);
    }

    internal async ValueTask<Guid> ForkAsync(
        WorkflowPlan plan, Guid executionId, string? fromStep, ForkOptions? forkOptions, Func<PayloadPlace, StoredPayload>? input, CancellationToken cancellationToken)
    {
        forkOptions ??= new ForkOptions();
        forkOptions.Validate();
        ForkSource source = await store.ReadForkSourceAsync(executionId, cancellationToken).ConfigureAwait(false) ?? throw new ExecutionNotFoundException(executionId);
        if (source.Workflow != plan.Name)
            throw new InvalidOperationException($"Execution {executionId} is of workflow '{source.Workflow}', and the plan of '{plan.Name}': use the other workflow's Definition");
        ForkCut cut = ForkCut.Of(plan, fromStep, forkOptions.Results.Keys, source.Steps.Where(step => step is { Item: 0, Round: 0 }).Select(step => step.StepId).ToHashSet(StringComparer.Ordinal));
        var from = new PayloadPlace(executionId);
        var to = new PayloadPlace(Guid.CreateVersion7(time.GetUtcNow()));
        var run = new NewExecution(
            to.ExecutionId,
            plan.Name,
            plan.Version,
            forkOptions.Queue ?? source.Queue,
            forkOptions.Priority ?? source.Priority,
            input is null ? serializer.Move(source.Input, from, to, $"the input of execution {executionId}") : input(to));
        HashSet<string> copied = [.. cut.Copied];
        IEnumerable<GivenResult> moved = source.Steps.Where(step => step.Encoded is not null && copied.Contains(step.StepId)).Select(step => new GivenResult(
            step.StepId, step.Item, step.Round, serializer.Move(step.Encoded, from, to, $"the result of step '{step.StepId}' of execution {executionId}"), IsEdited: false));
        IEnumerable<GivenResult> edited = forkOptions.Results.Select(result => Edit(plan, result.Key, result.Value, to));
        var fork = new Fork(run, executionId, fromStep, cut.Copied, [.. moved, .. edited], cut.Decided);
        await telemetry.StartAsync<LocalRun?>(run, (started, starting) => WriteAsync(fork with { Run = started }, starting), cancellationToken).ConfigureAwait(false);
        notifier.Ready();
        return run.Id;
    }

    private async ValueTask<LocalRun?> WriteAsync(Fork fork, CancellationToken cancellationToken) =>
        await store.ForkAsync(fork, cancellationToken).ConfigureAwait(false) ? null : throw new ExecutionNotFoundException(fork.Source);

    private GivenResult Edit(WorkflowPlan plan, string stepId, object? value, PayloadPlace to)
    {
        StepPlan step = plan.Steps.Single(step => step.Id == stepId);
        if (step.Map is not null)
            throw new ArgumentException($"ForkOptions.Results has a result for step '{stepId}', which has one for each of its items: give that of a step that takes them, or leave it out");
        if (step.Output is not { } type)
        {
            return value is null
                ? new GivenResult(stepId, 0, 0, null, IsEdited: true)
                : throw new ArgumentException($"ForkOptions.Results has a '{value.GetType()}' for step '{stepId}', which returns nothing: give null");
        }

        if (value is null ? type.Type.IsValueType && Nullable.GetUnderlyingType(type.Type) is null : !type.Type.IsInstanceOfType(value))
            throw new ArgumentException($"ForkOptions.Results has {(value is null ? "null" : $"a '{value.GetType()}'")} for step '{stepId}', which returns '{type.Type}': give one of that type");
        return new GivenResult(stepId, 0, 0, serializer.Store(value, type, to, $"the result of step '{stepId}'"), IsEdited: true);
    }
}
