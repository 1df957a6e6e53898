using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
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

    /// <summary>Whether it was started in a transaction of the caller's: where there is no such run, that one has not been committed.</summary>
    internal bool IsUncommitted { get; init; }

    /// <summary>Waits until the run has ended.</summary>
    /// <param name="cancellationToken">Ends the wait, not the run.</param>
    /// <returns>The run's result.</returns>
    /// <exception cref="WorkflowFailedException">A step failed for good.</exception>
    /// <exception cref="WorkflowCancelledException">The run was cancelled.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no such run, or the transaction that it was started in has not been committed: it is not waited for.</exception>
    /// <exception cref="InvalidOperationException">The run is of another workflow than the handle.</exception>
    /// <exception cref="PayloadException">The result cannot be decoded here, or is not of the type.</exception>
    public ValueTask<TOut> GetResultAsync(CancellationToken cancellationToken = default) => FindAsync(client.GetResultAsync<TOut>(Id, plan, local, cancellationToken));

    /// <summary>Waits until the run has ended, however it ended.</summary>
    /// <param name="cancellationToken">Ends the wait, not the run.</param>
    /// <returns>What is known of it then.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public ValueTask<ExecutionInfo> WaitAsync(CancellationToken cancellationToken = default) => FindAsync(client.WaitAsync(Id, cancellationToken));

    /// <summary>Asks the run to end: no further step starts, the tokens of running steps are cancelled, and what they recorded stays.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it was asked; false where it had ended already.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public ValueTask<bool> CancelAsync(CancellationToken cancellationToken = default) => FindAsync(client.CancelAsync(Id, cancellationToken));

    /// <summary>Asks the run to end, and terminates it where it has not ended within the grace period.</summary>
    /// <param name="cancelOptions">How long it has to end by itself.</param>
    /// <param name="cancellationToken">Ends the call: a run that was asked to end stays so, and is not terminated any more.</param>
    /// <returns>Whether it was asked; false where it had ended already. With a grace period the run has ended when this returns.</returns>
    /// <exception cref="ArgumentException">The grace period is out of its bounds.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public ValueTask<bool> CancelAsync(CancelOptions cancelOptions, CancellationToken cancellationToken = default) => client.CancelAsync(Id, cancelOptions, cancellationToken);

    /// <summary>Ends the run at once, as cancelled, whoever holds it: see <see cref="WorkflowClient.TerminateAsync"/>.</summary>
    /// <param name="reason">Why, for those who read the events; null: nothing is said.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it was ended by this; false where it had ended already.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public ValueTask<bool> TerminateAsync(string? reason = null, CancellationToken cancellationToken = default) => client.TerminateAsync(Id, reason, cancellationToken);

    /// <summary>Holds the run still until <see cref="ResumeAsync"/>: see <see cref="WorkflowClient.PauseAsync"/>.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it is paused, or will be when what runs has settled; false where it had ended already.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public ValueTask<bool> PauseAsync(CancellationToken cancellationToken = default) => client.PauseAsync(Id, cancellationToken);

    /// <summary>Lets the run go on, where it is paused or was asked to pause.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it goes on; false where it was not paused.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public ValueTask<bool> ResumeAsync(CancellationToken cancellationToken = default) => client.ResumeAsync(Id, cancellationToken);

    /// <summary>Lets the run go on, where it has failed or was cancelled: see <see cref="WorkflowClient.RetryAsync"/>.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it goes on; false where it is under way, or has succeeded.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public ValueTask<bool> RetryAsync(CancellationToken cancellationToken = default) => client.RetryAsync(Id, cancellationToken);

    /// <summary>Starts a new run with the results of this one, but for a step and all that waits for it, which run anew: see <see cref="WorkflowClient.ForkAsync{TIn, TOut}"/>.</summary>
    /// <param name="fromStep">The id of the step from which it runs anew.</param>
    /// <param name="forkOptions">Results in the place of recorded ones, queue and priority.</param>
    /// <param name="cancellationToken">Ends the call. A run whose start was under way may or may not have been started.</param>
    /// <returns>The new run.</returns>
    /// <exception cref="ArgumentException">The plan has no such step, a result that is given is not of its step's type, or its step is to run anew.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public async ValueTask<WorkflowHandle<TOut>> ForkAsync(string fromStep, ForkOptions? forkOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fromStep);
        return new WorkflowHandle<TOut>(client, await client.ForkAsync(plan, Id, fromStep, forkOptions, null, cancellationToken).ConfigureAwait(false), plan);
    }

    /// <summary>Starts a new run with the input of this one, of which every step runs anew, but for those whose results are given.</summary>
    /// <param name="forkOptions">Results that are given, queue and priority.</param>
    /// <param name="cancellationToken">Ends the call. A run whose start was under way may or may not have been started.</param>
    /// <returns>The new run.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public async ValueTask<WorkflowHandle<TOut>> RerunAsync(ForkOptions? forkOptions = null, CancellationToken cancellationToken = default) =>
        new(client, await client.ForkAsync(plan, Id, null, forkOptions, null, cancellationToken).ConfigureAwait(false), plan);

    /// <summary>Sends the run a signal: the step that waits for its name takes it, now or when it comes to wait.</summary>
    /// <typeparam name="T">What the signal carries.</typeparam>
    /// <param name="signal">The signal, from the workflow's generated <c>Signals</c>.</param>
    /// <param name="value">What it carries; stored as JSON.</param>
    /// <param name="cancellationToken">Ends the call. A signal that was under way may or may not have been sent.</param>
    /// <returns>Whether it was sent; false where the run had ended already.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    /// <exception cref="PayloadException">The value cannot be written as JSON or encoded, or is larger than <see cref="PerdureOptions.MaxPayloadBytes"/>.</exception>
    public ValueTask<bool> SignalAsync<T>(SignalDefinition<T> signal, T value, CancellationToken cancellationToken = default) => client.SignalAsync(Id, signal, value, cancellationToken);

    /// <summary>Reads what the agents of the run ask and nobody has answered yet: see <see cref="WorkflowClient.GetQuestionsAsync"/>.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The questions, in the order in which they are answered.</returns>
    /// <exception cref="PayloadException">They are encoded, and cannot be decoded here.</exception>
    public ValueTask<IReadOnlyList<AgentQuestion>> GetQuestionsAsync(CancellationToken cancellationToken = default) => client.GetQuestionsAsync(Id, cancellationToken);

    /// <summary>Answers one question of the run, and never another: see <see cref="WorkflowClient.AnswerAsync{T}"/>.</summary>
    /// <typeparam name="T">What the signal carries.</typeparam>
    /// <param name="question">The question, as it was read.</param>
    /// <param name="signal">The signal that answers it.</param>
    /// <param name="value">The answer; stored as JSON.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it was sent; false where the question is not open any more.</returns>
    public ValueTask<bool> AnswerAsync<T>(AgentQuestion question, SignalDefinition<T> signal, T value, CancellationToken cancellationToken = default) => client.AnswerAsync(Id, question, signal, value, cancellationToken);

    /// <summary>Reads what the steps of the run emit, as it is emitted, until the run has ended: see <see cref="WorkflowClient.StreamAsync{T}"/>.</summary>
    /// <typeparam name="T">What the steps emit.</typeparam>
    /// <param name="from">Behind which item to begin: the <see cref="StreamItem{T}.Position"/> of the last one that was dealt with; 0: with the first.</param>
    /// <param name="typeInfo">How items are read from JSON; null: by reflection, where that is switched on.</param>
    /// <param name="cancellationToken">Ends the reading, not the run.</param>
    /// <returns>The items.</returns>
    /// <exception cref="ArgumentException">The position is less than 0.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no such run, or the transaction that it was started in has not been committed.</exception>
    /// <exception cref="PayloadException">An item cannot be decoded here, or is not of the type.</exception>
    [OverloadResolutionPriority(-1)]
    public IAsyncEnumerable<StreamItem<T>> StreamAsync<T>(long from = 0, JsonTypeInfo<T>? typeInfo = null, CancellationToken cancellationToken = default) =>
        client.ReadStreamAsync(Id, new StreamOptions { From = from }, typeInfo, IsUncommitted, cancellationToken);

    /// <summary>Reads all that the steps of the run emit, as it is emitted, until the run has ended.</summary>
    /// <inheritdoc cref="StreamAsync{T}(long, JsonTypeInfo{T}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public IAsyncEnumerable<StreamItem<T>> StreamAsync<T>(CancellationToken cancellationToken) => StreamAsync<T>(from: 0, typeInfo: null, cancellationToken);

    /// <summary>Reads what the steps of the run, or one of them, emit: see <see cref="WorkflowClient.StreamAsync{T}"/>.</summary>
    /// <typeparam name="T">What the steps emit.</typeparam>
    /// <param name="streamOptions">Where to begin, of which step, and whether to wait for more.</param>
    /// <param name="typeInfo">How items are read from JSON; null: by reflection, where that is switched on.</param>
    /// <param name="cancellationToken">Ends the reading, not the run.</param>
    /// <returns>The items.</returns>
    /// <exception cref="ArgumentException">An option has no meaning.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no such run, or the transaction that it was started in has not been committed.</exception>
    /// <exception cref="PayloadException">An item cannot be decoded here, or is not of the type.</exception>
    public IAsyncEnumerable<StreamItem<T>> StreamAsync<T>(StreamOptions streamOptions, JsonTypeInfo<T>? typeInfo = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(streamOptions);
        return client.ReadStreamAsync(Id, streamOptions, typeInfo, IsUncommitted, cancellationToken);
    }

    /// <summary>Asks where the run stands.</summary>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>What is known of it.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public async ValueTask<ExecutionInfo> GetAsync(CancellationToken cancellationToken = default) =>
        await client.GetAsync(Id, cancellationToken).ConfigureAwait(false) ?? throw new ExecutionNotFoundException(Id, IsUncommitted);

    private ValueTask<T> FindAsync<T>(ValueTask<T> question) => IsUncommitted ? ExplainAsync(question) : question;

    private async ValueTask<T> ExplainAsync<T>(ValueTask<T> question)
    {
        try
        {
            return await question.ConfigureAwait(false);
        }
        catch (ExecutionNotFoundException)
        {
            throw new ExecutionNotFoundException(Id, isUncommitted: true);
        }
    }
}
