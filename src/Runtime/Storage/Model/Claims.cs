using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>One start of a worker process, as the database knows it.</summary>
internal sealed record Incarnation(Guid Id, string Name, IReadOnlyList<WorkflowPlan> Plans, IReadOnlyList<string> Queues)
{
    private volatile IReadOnlyList<WorkflowPlan> plans = Plans;
    private volatile HashSet<string> served = [.. Plans.Select(static plan => plan.Id)];

    /// <summary>The plans whose runs it claims. Grows while workflows are published.</summary>
    public IReadOnlyList<WorkflowPlan> Plans => plans;

    /// <summary>Claims the runs of further plans from now on.</summary>
    public void Serve(IReadOnlyList<WorkflowPlan> further)
    {
        plans = [.. plans, .. further];
        served = [.. plans.Select(static plan => plan.Id)];
    }

    /// <summary>Whether it claims the runs of a plan.</summary>
    public bool Serves(string plan) => served.Contains(plan);
}

/// <summary>A run that this incarnation has become the holder of.</summary>
/// <param name="TakenOverFrom">The dead incarnation that held it; null where it was free.</param>
/// <param name="LastSeq">The number of its last event; 0: nobody has said anything of it yet.</param>
internal sealed record ClaimedRun(Guid Id, string PlanId, StoredPayload? Input, long Token, long LastSeq, Guid? TakenOverFrom)
{
    /// <summary>How often it was taken over since a step last settled, this time included.</summary>
    public int Recoveries { get; init; }

    /// <summary>The trace that it was started in.</summary>
    public string? Trace { get; init; }

    /// <summary>How long, by the database's clock, until its first step may start; negative: since then. Null: it was started without a delay.</summary>
    public TimeSpan? BeginsIn { get; init; }

    /// <summary>How long, by the database's clock, until it fails unless it has ended; negative: since then. Null: it has no limit.</summary>
    public TimeSpan? EndsIn { get; init; }

    /// <summary>Who waits for it; null: a client started it.</summary>
    public ParentStep? Parent { get; init; }

    /// <summary>Whether it may be what its workers died of: recovered twice without progress.</summary>
    public bool IsSuspect => Recoveries > 2;
}

/// <summary>What a claim asks for.</summary>
/// <param name="Limit">How many runs at most.</param>
/// <param name="From">The rank from which the queue is read; negative infinity: from its start.</param>
internal sealed record ClaimRequest(int Limit, double From);

/// <summary>What a claim took.</summary>
/// <param name="Through">The rank up to which it looked at the queue; null: it saw nothing.</param>
internal sealed record Claim(IReadOnlyList<ClaimedRun> Runs, double? Through);

/// <summary>What an incarnation wants to take over beside the runs of dead ones.</summary>
/// <param name="Strays">Runs that it holds and does not drive.</param>
/// <param name="HasSuspect">Whether it drives a run that may be what its workers died of, and wants no other.</param>
internal sealed record TakeOverRequest(IReadOnlyList<Guid> Strays, bool HasSuspect);

/// <summary>What a look at the queue asks for.</summary>
/// <param name="Held">The runs that the asker knows to hold.</param>
/// <param name="From">The due time from which the queue is read, in seconds since 1970; negative infinity: from its start.</param>
internal sealed record PollRequest(IReadOnlyList<Guid> Held, double From);

/// <summary>What a look at the queue found.</summary>
/// <param name="Woken">Runs that the asker holds and for which a wake row is there.</param>
/// <param name="NextDue">How long until the next free run is due; null: none waits.</param>
/// <param name="MinWorker">The oldest worker protocol that may claim.</param>
/// <param name="NextExpiry">How long until the lease of another worker has passed, unless it is prolonged; not positive: it has. Null: there is no other worker.</param>
/// <param name="Through">The due time before which nothing waits, in seconds since 1970.</param>
internal sealed record PollResult(IReadOnlyList<Guid> Woken, TimeSpan? NextDue, int MinWorker, TimeSpan? NextExpiry, double Through)
{
    /// <summary>Whether the lease of another worker has passed.</summary>
    public bool HasExpired => NextExpiry <= TimeSpan.Zero;
}

/// <summary>What nobody drives.</summary>
/// <param name="Unknown">Runs that the asker holds and did not name.</param>
/// <param name="HasAbandoned">Whether runs are held by a worker that is dead.</param>
/// <param name="Lost">Runs that the asker named and does not hold.</param>
internal sealed record HolderInspection(IReadOnlyList<Guid> Unknown, bool HasAbandoned, IReadOnlyList<Guid> Lost);

/// <summary>A message to a run.</summary>
internal sealed record Message(Guid ExecutionId, long Id, string Kind)
{
    /// <summary>What belongs to it.</summary>
    public string? Payload { get; init; }

    /// <summary>The signal that it is; null: it is none.</summary>
    public SignalMessage? Signal { get; init; }
}

/// <summary>A signal on its way.</summary>
/// <param name="Name">Its durable name.</param>
/// <param name="Value">What it carries.</param>
/// <param name="Asked">The number of the event that tells of the newest question of the name, when it was sent; 0: there was none.</param>
/// <param name="Question">The one question that it answers; null: it names none.</param>
internal sealed record SignalMessage(string Name, StoredPayload Value, long Asked = 0, string? Question = null);

/// <summary>The messages that the holder of a run knows and has not consumed. Nobody but the holder deletes one, so that their number tells whether there is another among them.</summary>
/// <param name="Through">The last one that it has seen; 0: none.</param>
/// <param name="Count">How many up to that one are there.</param>
internal readonly record struct KnownMail(long Through, int Count);

/// <summary>Which items of a mapped step have settled, as a snapshot says.</summary>
/// <param name="ExecutionId">The run.</param>
/// <param name="StepId">The step.</param>
/// <param name="Through">All items up to this one have settled.</param>
/// <param name="FirstFailed">The first of them that failed, whose row tells why; 0: none.</param>
internal sealed record StepMark(Guid ExecutionId, string StepId, int Through, int FirstFailed);

/// <summary>A step's row, as a new holder reads it; the output is read apart, when a step needs it.</summary>
/// <param name="DueIn">For a waiting step: how long until it goes on, by the database's clock.</param>
internal sealed record StepRow(string StepId, StepStatus Status, int Attempt, int Failures, string? Error, TimeSpan? DueIn)
{
    /// <summary>The item of a mapped step, from 1; 0: the step itself.</summary>
    public int Item { get; init; }

    /// <summary>The round of a repeated step, from 1; 0: the step itself.</summary>
    public int Round { get; init; }

    /// <summary>How long, by the database's clock, until the time of all its attempts together is over; negative: since then. Null: it has no limit.</summary>
    public TimeSpan? EndsIn { get; init; }

    /// <summary>What a waiting step waits for, at most until its due time where it has one; null: for its due time alone.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>Where its parameters come from, with the value of its signal; null: it takes none, or has settled.</summary>
    public string? Inputs { get; init; }

    /// <summary>Of a result that its step committed itself: what the run is found by; null: nothing more.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether the step committed its result in a transaction of its own, and no checkpoint tells of it yet.</summary>
    public bool IsUntold { get; init; }

    /// <summary>Of such a round: whether it ends its loop.</summary>
    public bool IsLast { get; init; }
}

/// <summary>Names the row of a step, or of an item or round of it.</summary>
internal readonly record struct StepKey(Guid ExecutionId, string StepId, int Item = 0, int Round = 0);
