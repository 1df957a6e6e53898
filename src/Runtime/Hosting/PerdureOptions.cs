namespace Perdure;

/// <summary>How a worker and its client behave. The defaults suit a service on a machine of a few cores.</summary>
public sealed class PerdureOptions
{
    /// <summary>Whether this host runs steps. False: it only starts runs and asks for them. Default: true.</summary>
    public bool RunWorker { get; set; } = true;

    /// <summary>
    /// The worker's name. A process that starts under the name of one that died goes on with its runs at once; another waits for the lease.
    /// Default: the machine's name and the content root. Two live processes of one name: the second runs under a name of its own.
    /// </summary>
    public string? WorkerName { get; set; }

    /// <summary>Whether the first use creates or upgrades the schema. False where the role has no rights to; run the migrations elsewhere then. Default: true.</summary>
    public bool Migrate { get; set; } = true;

    /// <summary>For how long a worker that is no longer heard of keeps its runs. Default: 15 s; at least 1 s.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the worker is heard of. Default: a third of <see cref="Lease"/>.</summary>
    public TimeSpan? Heartbeat { get; set; }

    /// <summary>How often the worker looks for work that no notification told it of. Default: 5 s.</summary>
    public TimeSpan SlowPoll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many runs a worker holds at most; the others wait in the database. Default: 1,000.</summary>
    public int MaxRuns { get; set; } = 1_000;

    /// <summary>How many steps run at the same time at most. Default: 200.</summary>
    public int MaxSteps { get; set; } = 200;

    /// <summary>
    /// How often a run may be taken over from a worker that died before any step of it settled. One more time, and it is set aside as failed: it may be what its workers die
    /// of. Default: 5; at least 3: before that it may be a neighbour that ends its workers.
    /// </summary>
    public int MaxRecoveries { get; set; } = 5;

    /// <summary>
    /// How large an input or a result may be: in bytes of UTF-8, as it is stored, after codecs. A larger input is refused at the start; a larger result fails its step, and the step
    /// is not repeated. Default: 16 MB (16,777,216); at most 100 MB.
    /// </summary>
    public int MaxPayloadBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>
    /// The name of a codec that each stored payload has to bear, such as <c>aes-gcm</c>: what is stored in plain, or without it, is refused when it is read, as if it had been changed. Set it
    /// once no payload is left that is older than the codec, and in all hosts. Default: null, none, so that a codec can be added while there are plain payloads.
    /// </summary>
    public string? RequiredPayloadCodec { get; set; }

    /// <summary>How many connections write checkpoints, each one batch at a time. Default: 2.</summary>
    public int Lanes { get; set; } = 2;

    /// <summary>How long a stopping worker lets running steps finish before it interrupts them and hands their runs back. Default: 10 s.</summary>
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The queues that it claims from. Default: <c>default</c>.</summary>
    public IList<string> Queues { get; } = ["default"];

    /// <summary>
    /// Whether <c>perdure.queue.depth</c>, <c>perdure.queue.wait</c> and <c>perdure.slots.*</c> are measured: two queries of the database when somebody collects, at most every five seconds. One
    /// host of many is enough. Default: false.
    /// </summary>
    public bool MeasureQueues { get; set; }

    /// <summary>For how long finished runs are kept. Default: for ever.</summary>
    public RetentionOptions Retention { get; } = new();

    /// <summary>How steps of remote agents are driven.</summary>
    public AgentOptions Agents { get; } = new();

    /// <summary>Far beyond any use, and within what a timer can count to.</summary>
    private static TimeSpan Longest => TimeSpan.FromDays(1);

    /// <summary>Farther back than any run, and within what PostgreSQL takes from a time.</summary>
    private static TimeSpan LongestKept => TimeSpan.FromDays(36_525);

    /// <summary>A result stands twice in the checkpoint that ends its run, and what is sent to PostgreSQL at once has a bound.</summary>
    private const int LargestPayload = 100 * 1024 * 1024;

    internal TimeSpan HeartbeatInterval => Heartbeat ?? Lease / 3;

    internal void Validate()
    {
        Require(Lease >= TimeSpan.FromSeconds(1) && Lease <= Longest, nameof(Lease), "is not between one second and one day");
        Require(HeartbeatInterval > TimeSpan.Zero && HeartbeatInterval <= Lease / 2, nameof(Heartbeat), "is not between zero and half the lease");
        Require(SlowPoll > TimeSpan.Zero && SlowPoll <= Longest, nameof(SlowPoll), "is not between zero and one day");
        Require(MaxRuns >= 1, nameof(MaxRuns), "is less than 1");
        Require(MaxSteps >= 1, nameof(MaxSteps), "is less than 1");
        Require(MaxRecoveries >= 3, nameof(MaxRecoveries), "is less than 3: a run is driven alone once it was recovered twice, and before that it may be a neighbour that ends its workers");
        Require(MaxPayloadBytes is >= 1 and <= LargestPayload, nameof(MaxPayloadBytes), "is not between 1 byte and 100 MB");
        Require(Lanes is >= 1 and <= 64, nameof(Lanes), "is not between 1 and 64");
        Require(ShutdownGrace >= TimeSpan.Zero && ShutdownGrace <= Longest, nameof(ShutdownGrace), "is not between zero and one day");
        Require(Queues.Count > 0, nameof(Queues), "names no queue");
        Require(Queues.All(static queue => !string.IsNullOrWhiteSpace(queue)), nameof(Queues), "has an entry without a name");

        Require(Agents.MaxSends >= 1, "Agents.MaxSends", "is less than 1");
        Require(Agents.ResendDelay > TimeSpan.Zero && Agents.ResendDelay <= Agents.MaxResendDelay, "Agents.ResendDelay", "is not between zero and Agents.MaxResendDelay");
        Require(Agents.MaxResendDelay <= Longest, "Agents.MaxResendDelay", "is more than one day");
        Require(Agents.StopTimeout > TimeSpan.Zero && Agents.StopTimeout <= Longest, "Agents.StopTimeout", "is not between zero and one day");
        Require(Agents.MaxProgressEvents >= 0, "Agents.MaxProgressEvents", "is negative");
        foreach ((ExecutionStatus status, TimeSpan age) in Retention.Ages) Require(age >= TimeSpan.Zero && age <= LongestKept, $"Retention, for {status.ToText()},", "is not between zero and a hundred years");

        static void Require(bool condition, string option, string problem)
        {
            if (!condition) throw new PerdureConfigurationException($"PerdureOptions.{option} {problem}");
        }
    }
}
