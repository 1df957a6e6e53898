using System.Diagnostics;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Telemetry;

/// <summary>What the engine tells of itself. While nobody listens, an attempt or a call costs a few comparisons, and nothing is allocated.</summary>
internal sealed class EngineTelemetry(EngineMeter meter, TimeProvider time)
{
    public EngineMeter Meter { get; } = meter;

    /// <summary>Starts a run, inside an activity whose trace the run bears; without a listener, inside the caller's.</summary>
    public ValueTask<T> StartAsync<T>(NewExecution run, Func<NewExecution, CancellationToken, ValueTask<T>> start, CancellationToken cancellationToken) =>
        Tracing.Source.HasListeners() || Meter.MeasuresStarts
            ? ObserveAsync(run, start, cancellationToken)
            : start(Tracing.Current is { } trace ? run with { Trace = trace } : run, cancellationToken);

    /// <summary>Runs an attempt, inside an activity where somebody listens.</summary>
    public Task<StepOutcome> AttemptAsync(StepStart start, Func<StepStart, CancellationToken, Task<StepOutcome>> attempt, CancellationToken ending) =>
        Tracing.Source.HasListeners() || Meter.MeasuresSteps ? ObserveAsync(start, attempt, ending) : attempt(start, ending);

    /// <summary>Calls an agent, inside an activity where somebody listens, so that what the agent calls in turn carries the trace.</summary>
    public ValueTask<TOut> InvokeAsync<TIn, TOut>(IAgent<TIn, TOut> agent, TIn input, AgentContext context, CancellationToken cancellationToken) =>
        Tracing.Source.HasListeners() || Meter.MeasuresAgents
            ? ObserveAsync(agent, input, context, cancellationToken)
            : agent.InvokeAsync(input, context, cancellationToken);

    /// <inheritdoc cref="InvokeAsync{TIn, TOut}(IAgent{TIn, TOut}, TIn, AgentContext, CancellationToken)"/>
    public ValueTask<object?> InvokeAsync(AgentDefinition definition, object agent, object? input, AgentContext context, CancellationToken cancellationToken) =>
        Tracing.Source.HasListeners() || Meter.MeasuresAgents
            ? ObserveAsync(definition, agent, input, context, cancellationToken)
            : definition.InvokeAsync(agent, input, context, cancellationToken);

    /// <summary>Asks a remote agent, inside an activity where somebody listens, whose trace its runtime is told of.</summary>
    public ValueTask<T> AskAsync<T>(AgentContext context, Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken) =>
        Tracing.Source.HasListeners() || Meter.MeasuresAgents ? ObserveAsync(context, ask, cancellationToken) : ask(cancellationToken);

    private async ValueTask<T> ObserveAsync<T>(NewExecution run, Func<NewExecution, CancellationToken, ValueTask<T>> start, CancellationToken cancellationToken)
    {
        using Activity? activity = Tracing.BeginStart(run);
        try
        {
            T started = await start(run with { Trace = Tracing.Current }, cancellationToken).ConfigureAwait(false);
            Tracing.Settle(activity, Outcomes.Succeeded, failure: null);
            Meter.Started(run.Workflow);
            return started;
        }
        catch (Exception failure)
        {
            Tracing.Settle(activity, Outcomes.Failed, failure);
            throw;
        }
    }

    private async Task<StepOutcome> ObserveAsync(StepStart start, Func<StepStart, CancellationToken, Task<StepOutcome>> attempt, CancellationToken ending)
    {
        using Activity? activity = Tracing.BeginStep(start);
        long began = time.GetTimestamp();
        try
        {
            StepOutcome outcome = await attempt(start, ending).ConfigureAwait(false);
            Settle(outcome.Interrupted || outcome.Remote is { Asked: not null } ? Outcomes.Interrupted : outcome.Failure is null ? Outcomes.Succeeded : Outcomes.Failed, outcome.Failure);
            return outcome;
        }
        catch (Exception failure)
        {
            Settle(Outcomes.Failed, failure);
            throw;
        }

        void Settle(string outcome, Exception? failure)
        {
            Tracing.Settle(activity, outcome, failure);
            Meter.Attempted(start.Plan.Name, start.Name, outcome, failure, time.GetElapsedTime(began));
        }
    }

    // Apart from its caller, which would else make the closure also where nobody listens.
    private ValueTask<TOut> ObserveAsync<TIn, TOut>(IAgent<TIn, TOut> agent, TIn input, AgentContext context, CancellationToken cancellationToken) =>
        ObserveAsync(context, calling => agent.InvokeAsync(input, context, calling), cancellationToken);

    private ValueTask<object?> ObserveAsync(AgentDefinition definition, object agent, object? input, AgentContext context, CancellationToken cancellationToken) =>
        ObserveAsync(context, calling => definition.InvokeAsync(agent, input, context, calling), cancellationToken);

    private async ValueTask<T> ObserveAsync<T>(AgentContext context, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using Activity? activity = Tracing.BeginAgent(context);
        long began = time.GetTimestamp();
        try
        {
            T answer = await call(cancellationToken).ConfigureAwait(false);
            Settle(Outcomes.Succeeded, failure: null);
            return answer;
        }
        catch (Exception cutOff) when (cutOff is AgentAsksException || (cutOff is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            Settle(Outcomes.Interrupted, failure: null);
            throw;
        }
        catch (Exception failure)
        {
            Settle(Outcomes.Failed, failure);
            throw;
        }

        void Settle(string outcome, Exception? failure)
        {
            Tracing.Settle(activity, outcome, failure);
            Meter.Called(context.Agent, outcome, failure, time.GetElapsedTime(began));
        }
    }
}
