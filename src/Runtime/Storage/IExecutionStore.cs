using System.Data.Common;
using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>
/// What the engine needs of a database. The seam between the protocol and PostgreSQL: its conformance suite states each promise below, and a
/// change of a store starts there.
/// </summary>
internal interface IExecutionStore
{
    /// <summary>Writes runs and the rows that make them claimable, in one transaction. One that is there already was started under the same id before, and stays as it is.</summary>
    /// <returns>Those that were started under their keys before, with another input.</returns>
    ValueTask<IReadOnlyList<NewExecution>> StartAsync(IReadOnlyList<NewExecution> runs, CancellationToken cancellationToken);

    /// <summary>Does the same in a transaction of the caller's, and tells other processes of it if it commits. Only on this database.</summary>
    /// <returns>Those that were started under their keys before, with another input.</returns>
    ValueTask<IReadOnlyList<NewExecution>> StartWithinAsync(DbTransaction transaction, IReadOnlyList<NewExecution> runs, CancellationToken cancellationToken);

    /// <summary>Starts a run, or replaces what the one takes that was started last under the key and has not begun, and puts it off.</summary>
    /// <returns>The run; another one where that has not begun: its input has to be encoded for it; null where the run has begun that was meant.</returns>
    ValueTask<Guid?> StartDebouncedAsync(NewExecution run, string key, Debounce debounce, CancellationToken cancellationToken);

    /// <summary>Reads runs, in any order; those that do not exist are missing.</summary>
    ValueTask<IReadOnlyList<ExecutionRow>> GetAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken);

    /// <summary>Reads a page of runs, newest first, without their results.</summary>
    ValueTask<IReadOnlyList<ExecutionRow>> ListAsync(ListRequest request, CancellationToken cancellationToken);

    /// <summary>Whether a worker is alive that has a plan, and claims from a queue; null: from any.</summary>
    ValueTask<bool> IsServedAsync(string plan, string? queue, CancellationToken cancellationToken);

    /// <summary>Leaves the message that asks a run to end. False where it does not exist or has ended.</summary>
    ValueTask<bool> CancelAsync(Guid executionId, CancellationToken cancellationToken);

    /// <summary>Leaves a signal for a run: the step that waits for its name takes it, now or when it comes to wait. False where the run does not exist or has ended.</summary>
    ValueTask<bool> SignalAsync(Guid executionId, string name, StoredPayload value, CancellationToken cancellationToken);

    /// <summary>Leaves the answer to one question of an agent. False where the question is not open.</summary>
    ValueTask<bool> AnswerAsync(Guid executionId, string question, StoredPayload value, CancellationToken cancellationToken);

    /// <summary>Leaves the message that asks a run to start nothing more. False where it does not exist or has ended.</summary>
    ValueTask<bool> PauseAsync(Guid executionId, CancellationToken cancellationToken);

    /// <summary>Leaves the message that lets a paused run go on. False where it does not exist or is not paused.</summary>
    ValueTask<bool> ResumeAsync(Guid executionId, CancellationToken cancellationToken);

    /// <summary>Ends a run at once, as cancelled, whoever holds it: what that one still sends is refused. False where it does not exist or has ended.</summary>
    ValueTask<bool> TerminateAsync(Guid executionId, string? reason, CancellationToken cancellationToken);

    /// <summary>Lets a run go on that has failed or was cancelled. False where it does not exist, is under way or has succeeded.</summary>
    ValueTask<bool> RetryAsync(Guid executionId, CancellationToken cancellationToken);

    /// <summary>Reads what a fork needs of the run that it copies. Null: there is no such run.</summary>
    ValueTask<ForkSource?> ReadForkSourceAsync(Guid executionId, CancellationToken cancellationToken);

    /// <summary>Starts a run that begins with results of another. False where the other does not exist any more.</summary>
    ValueTask<bool> ForkAsync(Fork fork, CancellationToken cancellationToken);

    /// <summary>Deletes runs of a finished status that ended longer ago than an age, oldest first, a batch of at most so many rows but at least one run. Returns how many; 0 where another is at it.</summary>
    ValueTask<int> DeleteFinishedAsync(ExecutionStatus status, TimeSpan age, int maxRows, CancellationToken cancellationToken);

    /// <summary>Registers an incarnation with a lease from now on, and the plans that it brings.</summary>
    ValueTask RegisterWorkerAsync(Incarnation worker, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Prolongs the lease. False: the incarnation was declared dead, and all that it holds is lost.</summary>
    ValueTask<bool> HeartbeatAsync(Guid incarnation, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Declares an incarnation dead, at once and for good.</summary>
    ValueTask DeclareDeadAsync(Guid incarnation, CancellationToken cancellationToken);

    /// <summary>Declares the earlier incarnations of a name dead; only for one that holds the lock on the name.</summary>
    ValueTask DeclareNameDeadAsync(string name, Guid successor, CancellationToken cancellationToken);

    /// <summary>Claims free runs that are due, best rank first, at most so many; deletes their wake rows. Runs of a live holder, and their wake rows, are left alone.</summary>
    ValueTask<Claim> ClaimAsync(Incarnation worker, ClaimRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Declares every worker dead whose lease has passed, then takes over runs of dead workers, at most so many; and the strays that the asker names, so that nothing is held
    /// by a live worker that does not drive it. Of those that were recovered twice without progress one, and none
    /// where the asker has one.
    /// </summary>
    ValueTask<IReadOnlyList<ClaimedRun>> TakeOverAsync(Incarnation worker, TakeOverRequest request, int limit, CancellationToken cancellationToken);

    /// <summary>Looks at the queue without taking anything.</summary>
    ValueTask<PollResult> PollAsync(Incarnation worker, PollRequest request, CancellationToken cancellationToken);

    /// <summary>Looks for runs that nobody drives: those of dead workers, and those that the asker holds without knowing of them; and for those that it lost without knowing.</summary>
    ValueTask<HolderInspection> InspectHoldersAsync(Guid incarnation, IReadOnlyList<Guid> held, CancellationToken cancellationToken);

    /// <summary>Reads the messages of runs just claimed.</summary>
    ValueTask<IReadOnlyList<Message>> ReadMailAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a held run's wake row, then, with a new snapshot, reads its messages. Only for the holder: for another the row stays and nothing is read. Of those that the holder knows none, unless one
    /// has become visible among them.
    /// </summary>
    ValueTask<IReadOnlyList<Message>> TakeMailAsync(Guid executionId, Guid holder, long token, KnownMail known, CancellationToken cancellationToken);

    /// <summary>Takes the attempts of runs that an earlier holder may still be at, in transactions of their own: from here on they write nothing. Before the rows are read.</summary>
    ValueTask FenceStepsAsync(IReadOnlyList<Guid> executionIds, Guid holder, CancellationToken cancellationToken);

    /// <summary>Begins the transaction that an attempt is given, whose start is committed.</summary>
    ValueTask<IStepTransaction> BeginStepAsync(StepAttempt attempt, CancellationToken cancellationToken);

    /// <summary>After a commit of an attempt's transaction whose outcome is unknown: sees to it that it cannot happen any more, and tells whether it has.</summary>
    ValueTask<bool> FenceAttemptAsync(StepAttempt attempt, CancellationToken cancellationToken);

    /// <summary>Reads the step rows of runs, without their results.</summary>
    ValueTask<ILookup<Guid, StepRow>> ReadStepsAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken);

    /// <summary>
    /// The same for runs with steps that run in items or rounds, and of those only what is of use: of a step that has not settled the items behind its mark and the last two rounds of each loop;
    /// of any one part of each, so that it is seen that it ran in parts.
    /// </summary>
    ValueTask<ILookup<Guid, StepRow>> ReadOpenStepsAsync(IReadOnlyList<Guid> executionIds, IReadOnlyList<StepMark> marks, CancellationToken cancellationToken);

    /// <summary>Reads the last snapshots of runs, as JSON; one that has none is missing.</summary>
    ValueTask<IReadOnlyDictionary<Guid, string>> ReadSnapshotsAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken);

    /// <summary>Reads the recorded results of some steps; one that has none is missing, and one that returns nothing has null.</summary>
    ValueTask<IReadOnlyDictionary<StepKey, StoredPayload?>> ReadOutputsAsync(IReadOnlyList<StepKey> steps, CancellationToken cancellationToken);

    /// <summary>Reads the recorded results of all items of a mapped step, in their order; one that failed has null.</summary>
    ValueTask<IReadOnlyList<StoredPayload?>> ReadItemsAsync(Guid executionId, string stepId, CancellationToken cancellationToken);

    /// <summary>Reads how far the undoing of runs has come, in its order; a run of which nothing is undone has no rows.</summary>
    ValueTask<ILookup<Guid, CompensationRow>> ReadCompensationsAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken);

    /// <summary>Reads what is known of the work of remote agents for steps that have not settled.</summary>
    ValueTask<ILookup<Guid, AgentRow>> ReadAgentWorkAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken);

    /// <summary>Reads what the agents of a run ask and nobody has answered yet, in the order in which it is answered.</summary>
    ValueTask<IReadOnlyList<QuestionRow>> ReadQuestionsAsync(Guid executionId, CancellationToken cancellationToken);

    /// <summary>Reads when steps of a run last started and when they completed: the order in which they are undone.</summary>
    ValueTask<IReadOnlyList<StepCourse>> ReadCoursesAsync(Guid executionId, IReadOnlyList<string> stepIds, CancellationToken cancellationToken);

    /// <summary>Registers a lane, before its first batch. Closes those through which nothing will ever be written again.</summary>
    ValueTask OpenLaneAsync(Guid lane, Guid incarnation, CancellationToken cancellationToken);

    /// <summary>Says that a lane is not written through any more. Only once it is known what became of its last batch.</summary>
    ValueTask ReplaceLaneAsync(Guid lane, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a batch in one transaction. Returns the runs that were written, or started; the others are held by another, or locked for a moment, and no run is started
    /// for an incarnation that is dead.
    /// </summary>
    ValueTask<IReadOnlySet<Guid>> CommitAsync(Batch batch, CancellationToken cancellationToken);

    /// <summary>Reads who holds some runs, without a lock.</summary>
    ValueTask<IReadOnlyList<HolderRow>> ReadHoldersAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken);

    /// <summary>After an unknown outcome: waits for whoever still writes the runs of a batch, then raises their tokens, so that the earlier write can no longer happen.</summary>
    ValueTask<IReadOnlyList<HolderRow>> ReacquireAsync(Guid holder, IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancellationToken);

    /// <summary>After an unknown outcome and a re-acquisition: which runs of a batch it did write, told by the events that bear its number.</summary>
    ValueTask<IReadOnlySet<Guid>> ReadWrittenAsync(Batch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Reads on in the events of all runs, in one snapshot: of some lanes that have more, the next batches, each whole, about so many rows together. It can be asked again from where
    /// it got to, and gives the rest.
    /// </summary>
    ValueTask<TailPage> ReadTailAsync(TailRequest request, CancellationToken cancellationToken);

    /// <summary>Where the events of all runs end at this moment.</summary>
    ValueTask<TailEnd> ReadTailEndAsync(CancellationToken cancellationToken);

    /// <summary>Reads the next checkpoints of a run, behind the event of a number, and where the run stands then. Null: there is no such run.</summary>
    ValueTask<RunTailPage?> ReadRunTailAsync(Guid executionId, long afterSeq, int limit, CancellationToken cancellationToken);
}

internal static class ExecutionStores
{
    /// <summary>Reads a run; null: there is none.</summary>
    public static async ValueTask<ExecutionRow?> GetAsync(this IExecutionStore store, Guid executionId, CancellationToken cancellationToken) =>
        (await store.GetAsync([executionId], cancellationToken).ConfigureAwait(false)).SingleOrDefault();
}
