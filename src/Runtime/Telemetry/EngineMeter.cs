using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Perdure.Telemetry;

/// <summary>The instruments. Each is described in docs/operations.md, which a test compares with what is emitted.</summary>
internal sealed class EngineMeter : IDisposable
{
    /// <summary>From a commit of a local server to a call of a model: the default bounds of collectors are meant for milliseconds.</summary>
    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800] };

    private static readonly InstrumentAdvice<int> Sizes = new() { HistogramBucketBoundaries = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500] };

    private readonly Meter meter;
    private readonly bool isOwn;
    private readonly Counter<long> runsStarted;
    private readonly Counter<long> runsEnded;
    private readonly Counter<long> runsTakenOver;
    private readonly Counter<long> runsLost;
    private readonly Counter<long> stepAttempts;
    private readonly Histogram<double> stepDuration;
    private readonly Histogram<double> agentDuration;
    private readonly Histogram<double> claimDuration;
    private readonly Histogram<int> claimSize;
    private readonly Histogram<double> commitDuration;
    private readonly Histogram<int> commitSize;
    private readonly Counter<long> commitFailures;
    private readonly Counter<long> checkpointsRefused;
    private readonly Counter<long> leaseRenewals;
    private readonly Counter<long> incarnations;
    private readonly Counter<long> notifications;

    public EngineMeter(LocalWorker local, QueueGauge queues, IMeterFactory? factory = null)
    {
        isOwn = factory is null;
        meter = factory?.Create(PerdureTelemetry.MeterName, PerdureTelemetry.Version) ?? new Meter(PerdureTelemetry.MeterName, PerdureTelemetry.Version);
        runsStarted = Counter("perdure.runs.started", "{run}", "Runs that this process started");
        runsEnded = Counter("perdure.runs.ended", "{run}", "Runs that ended in this process, by how they ended");
        runsTakenOver = Counter("perdure.runs.taken_over", "{run}", "Runs that this process took over from a worker that is dead");
        runsLost = Counter("perdure.runs.lost", "{run}", "Runs that another worker took from this process while it drove them");
        meter.CreateObservableUpDownCounter("perdure.runs.held", () => local.Latest?.Held ?? 0, "{run}", "Runs that this process holds");
        meter.CreateObservableUpDownCounter("perdure.steps.running", () => local.Latest?.StepsRunning ?? 0, "{step}", "Steps that run in this process");
        stepAttempts = Counter("perdure.step.attempts", "{attempt}", "Attempts of steps that ended, by how they ended");
        stepDuration = Duration("perdure.step.duration", "How long attempts of steps took");
        agentDuration = Duration("perdure.agent.duration", "How long calls of agents took");
        claimDuration = Duration("perdure.claim.duration", "How long the database took to give this worker runs, or to say that there are none");
        claimSize = Size("perdure.claim.size", "{run}", "How many runs one claim took");
        commitDuration = Duration("perdure.commit.duration", "How long the database took to commit a batch of checkpoints");
        commitSize = Size("perdure.commit.size", "{checkpoint}", "How many checkpoints and starts shared one commit");
        commitFailures = Counter("perdure.commit.failures", "{commit}", "Commits that failed, by what was done about it");
        checkpointsRefused = Counter("perdure.checkpoints.refused", "{checkpoint}", "Checkpoints that the database refuses for what is in them");
        leaseRenewals = Counter("perdure.lease.renewals", "{renewal}", "Tries to prolong the lease of this worker, by how they ended");
        incarnations = Counter("perdure.worker.incarnations", "{incarnation}", "How often the worker of this process began, anew included");
        notifications = Counter("perdure.notifications", "{notification}", "Hints for other processes, by whether they were sent");
        meter.CreateObservableGauge("perdure.queue.depth", queues.Depths, "{run}", "Runs that are due and that nobody has taken up, counted to 10,000 for each queue");
        meter.CreateObservableGauge("perdure.queue.wait", queues.Waits, "s", "For how long the run that waits longest has been due");
        meter.CreateObservableGauge("perdure.slots.held", queues.SlotsHeld, "{slot}", "Slots that are held of each declared queue, counted to 10,000");
        meter.CreateObservableGauge("perdure.slots.waiting", queues.SlotsWaiting, "{attempt}", "Attempts that wait for a slot, counted to 10,000 for each queue");
        meter.CreateObservableGauge("perdure.slots.wait", queues.SlotWaits, "s", "For how long the attempt that waits longest has waited");
    }

    public bool MeasuresStarts => runsStarted.Enabled;

    public bool MeasuresSteps => stepAttempts.Enabled || stepDuration.Enabled;

    public bool MeasuresAgents => agentDuration.Enabled;

    public bool MeasuresClaims => claimDuration.Enabled || claimSize.Enabled;

    public bool MeasuresCommits => commitDuration.Enabled || commitSize.Enabled || commitFailures.Enabled;

    public void Started(string workflow, int count = 1) => runsStarted.Add(count, new KeyValuePair<string, object?>(TelemetryTags.Workflow, workflow));

    public void Ended(string workflow, ExecutionStatus status)
    {
        if (runsEnded.Enabled) runsEnded.Add(1, new(TelemetryTags.Workflow, workflow), new(TelemetryTags.Status, StatusOf(status)));
    }

    public void TookOver(int runs)
    {
        if (runs > 0) runsTakenOver.Add(runs);
    }

    public void Lost(string workflow) => runsLost.Add(1, new KeyValuePair<string, object?>(TelemetryTags.Workflow, workflow));

    public void Attempted(string workflow, string step, string outcome, Exception? failure, TimeSpan took)
    {
        if (!MeasuresSteps) return;
        var tags = new TagList { { TelemetryTags.Workflow, workflow }, { TelemetryTags.Step, step }, { TelemetryTags.Outcome, outcome } };
        if (failure is not null) tags.Add(TelemetryTags.ErrorType, failure.GetType().FullName);
        stepAttempts.Add(1, tags);
        stepDuration.Record(took.TotalSeconds, tags);
    }

    public void Called(string agent, string outcome, Exception? failure, TimeSpan took)
    {
        if (!MeasuresAgents) return;
        var tags = new TagList { { TelemetryTags.Agent, agent }, { TelemetryTags.Outcome, outcome } };
        if (failure is not null) tags.Add(TelemetryTags.ErrorType, failure.GetType().FullName);
        agentDuration.Record(took.TotalSeconds, tags);
    }

    public void Claimed(int runs, TimeSpan took)
    {
        claimDuration.Record(took.TotalSeconds);
        claimSize.Record(runs);
    }

    public void Committed(int checkpoints, TimeSpan took)
    {
        commitDuration.Record(took.TotalSeconds);
        commitSize.Record(checkpoints);
    }

    public void CommitFailed(string outcome) => commitFailures.Add(1, new KeyValuePair<string, object?>(TelemetryTags.Outcome, outcome));

    public void Refused(string workflow) => checkpointsRefused.Add(1, new KeyValuePair<string, object?>(TelemetryTags.Workflow, workflow));

    public void Renewed(string outcome) => leaseRenewals.Add(1, new KeyValuePair<string, object?>(TelemetryTags.Outcome, outcome));

    public void Began() => incarnations.Add(1);

    public void Notified(int hints, bool sent) => notifications.Add(hints, new KeyValuePair<string, object?>(TelemetryTags.Outcome, sent ? "sent" : "failed"));

    /// <summary>Ends the instruments; those of a factory are the factory's.</summary>
    public void Dispose()
    {
        if (isOwn) meter.Dispose();
    }

    private static string StatusOf(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Success => Outcomes.Succeeded,
        ExecutionStatus.Cancelled => "cancelled",
        ExecutionStatus.Compensated => "compensated",
        _ => Outcomes.Failed,
    };

    private Counter<long> Counter(string name, string unit, string description) => meter.CreateCounter<long>(name, unit, description);

    private Histogram<double> Duration(string name, string description) => meter.CreateHistogram(name, "s", description, tags: null, Durations);

    private Histogram<int> Size(string name, string unit, string description) => meter.CreateHistogram(name, unit, description, tags: null, Sizes);
}
