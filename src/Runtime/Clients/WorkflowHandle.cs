namespace Perdure;

/// <summary>A run of a known plan.</summary>
/// <typeparam name="TOut">What it returns, or <see cref="None"/>.</typeparam>
public sealed class WorkflowHandle<TOut>
{
    private readonly WorkflowClient client;
    private readonly PayloadType? output;

    internal WorkflowHandle(WorkflowClient client, Guid id, PayloadType? output)
    {
        this.client = client;
        this.output = output;
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
    public ValueTask<TOut> GetResultAsync(CancellationToken cancellationToken = default) => client.GetResultAsync<TOut>(Id, output, cancellationToken);

    /// <summary>Asks where the run stands.</summary>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>What is known of it.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public async ValueTask<ExecutionInfo> GetAsync(CancellationToken cancellationToken = default) =>
        await client.GetAsync(Id, cancellationToken).ConfigureAwait(false) ?? throw new ExecutionNotFoundException(Id);
}
