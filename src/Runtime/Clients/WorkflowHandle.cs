using Perdure.Coordination;

namespace Perdure;

/// <summary>A run of a known plan.</summary>
/// <typeparam name="TOut">What it returns, or <see cref="None"/>.</typeparam>
public sealed class WorkflowHandle<TOut>
{
    private readonly WorkflowClient client;
    private readonly WorkflowPlan plan;
    private readonly LocalRun? local;

    internal WorkflowHandle(WorkflowClient client, Guid id, WorkflowPlan plan, LocalRun? local = null)
    {
        this.local = local;
        this.client = client;
        this.plan = plan;
        Id = id;
    }

    /// <summary>The run's id.</summary>
    public Guid Id { get; }

    /// <summary>Waits until the run has ended.</summary>
    /// <param name="cancellationToken">Ends the wait, not the run.</param>
    /// <returns>The run's result.</returns>
    /// <exception cref="WorkflowFailedException">A step failed for good.</exception>
    /// <exception cref="WorkflowCancelledException">The run was cancelled.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    /// <exception cref="InvalidOperationException">The run is of another workflow than the handle.</exception>
    /// <exception cref="PayloadException">The result cannot be decoded here, or is not of the type.</exception>
    public ValueTask<TOut> GetResultAsync(CancellationToken cancellationToken = default) => client.GetResultAsync<TOut>(Id, plan, local, cancellationToken);

    /// <summary>Waits until the run has ended, however it ended.</summary>
    /// <param name="cancellationToken">Ends the wait, not the run.</param>
    /// <returns>What is known of it then.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public ValueTask<ExecutionInfo> WaitAsync(CancellationToken cancellationToken = default) => client.WaitAsync(Id, cancellationToken);

    /// <summary>Asks the run to end: no further step starts, the tokens of running steps are cancelled, and what they recorded stays.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it was asked; false where it had ended already.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public ValueTask<bool> CancelAsync(CancellationToken cancellationToken = default) => client.CancelAsync(Id, cancellationToken);

    /// <summary>Sends the run a signal: the step that waits for its name takes it, now or when it comes to wait.</summary>
    /// <typeparam name="T">What the signal carries.</typeparam>
    /// <param name="signal">The signal, from the workflow's generated <c>Signals</c>.</param>
    /// <param name="value">What it carries; stored as JSON.</param>
    /// <param name="cancellationToken">Ends the call. A signal that was under way may or may not have been sent.</param>
    /// <returns>Whether it was sent; false where the run had ended already.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    /// <exception cref="PayloadException">The value cannot be written as JSON or encoded, or is larger than <see cref="PerdureOptions.MaxPayloadBytes"/>.</exception>
    public ValueTask<bool> SignalAsync<T>(SignalDefinition<T> signal, T value, CancellationToken cancellationToken = default) => client.SignalAsync(Id, signal, value, cancellationToken);

    /// <summary>Asks where the run stands.</summary>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>What is known of it.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public async ValueTask<ExecutionInfo> GetAsync(CancellationToken cancellationToken = default) =>
        await client.GetAsync(Id, cancellationToken).ConfigureAwait(false) ?? throw new ExecutionNotFoundException(Id);
}
