using Perdure.Coordination.Notices;
using Perdure.Steps;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>
/// Says what keeps this host from working. Asks the database one question, when it is asked; everything else is what the worker knows of itself. To be had from the host's
/// services; as a health check it comes with <c>Perdure.HealthChecks</c>.
/// </summary>
public sealed class PerdureHealth
{
    private readonly SchemaProbe probe;
    private readonly PerdureOptions options;
    private readonly PerdureDatabase database;
    private readonly LocalWorker local;
    private readonly NotificationListener listener;
    private readonly TimeProvider time;

    internal PerdureHealth(SchemaProbe probe, PerdureOptions options, PerdureDatabase database, LocalWorker local, NotificationListener listener, TimeProvider time)
    {
        this.probe = probe;
        this.options = options;
        this.database = database;
        this.local = local;
        this.listener = listener;
        this.time = time;
    }

    /// <summary>Looks at the database and, in a host that has one, at the worker.</summary>
    /// <param name="timeout">How long the database may take to answer.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>How the host stands.</returns>
    public async ValueTask<PerdureHealthReport> CheckAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        SchemaAnswer answer = await probe.AskAsync(timeout, cancellationToken).ConfigureAwait(false);
        List<string> broken = [];
        List<string> impaired = [];
        Dictionary<string, object> data = [];
        DescribeDatabase(answer, broken, data);
        if (options.RunWorker)
        {
            if (answer.MinWorker > PostgresExecutionStore.WorkerProtocol)
                broken.Add($"The worker claims nothing: it speaks protocol {PostgresExecutionStore.WorkerProtocol}, and the schema wants at least {answer.MinWorker}; upgrade it");
            DescribeWorker(broken, impaired, data);
            DescribeListener(impaired, data);
        }

        PerdureHealthLevel level = broken.Count > 0 ? PerdureHealthLevel.Broken : impaired.Count > 0 ? PerdureHealthLevel.Impaired : PerdureHealthLevel.Working;
        string description = level == PerdureHealthLevel.Working ? options.RunWorker ? "The worker claims" : "The database answers" : string.Join(". ", broken.Concat(impaired));
        return new PerdureHealthReport(level, description, data, answer.Failure);
    }

    private void DescribeDatabase(SchemaAnswer answer, List<string> broken, Dictionary<string, object> data)
    {
        if (answer.Problem is { } problem) broken.Add(problem);
        if (answer.Migrations is not { } migrations) return;
        data["migrations"] = migrations;
        int wanted = Migration.All.Count;

        // Before the first use nothing is amiss: that use makes the schema.
        if (migrations >= wanted || (options.Migrate && database.Opened is null)) return;
        broken.Add(migrations == 0
            ? "The database has no schema of Perdure: let a host with PerdureOptions.Migrate start, or apply the migrations"
            : $"The database has {migrations} of {wanted} migrations: let a host of this version with PerdureOptions.Migrate start, or apply the others");
    }

    private void DescribeWorker(List<string> broken, List<string> impaired, Dictionary<string, object> data)
    {
        bool claims = local.Current is not null;
        data["claims"] = claims;
        if (local.Failure is { } failure) DescribeFailure(failure, claims, broken);
        if (local.Latest is not { } session)
        {
            broken.Add("No worker has begun in this process yet: the log says what holds it up");
            return;
        }

        TimeSpan lease = session.LeaseAge;
        TimeSpan stalled = session.StalledFor;
        data["worker"] = session.Name;
        data["incarnation"] = session.Id;
        data["runs_held"] = session.Held;
        data["steps_running"] = session.StepsRunning;
        data["lease_age_seconds"] = lease.TotalSeconds;
        data["stalled_seconds"] = stalled.TotalSeconds;
        if (!claims)
        {
            broken.Add($"Worker '{session.Name}' claims nothing: it stops, or its incarnation is over and the next has not begun");
            return;
        }

        if (lease >= options.Lease) broken.Add($"Worker '{session.Name}' last prolonged its lease {lease.TotalSeconds:0} s ago, and it lasts {options.Lease.TotalSeconds:0} s: its runs go to others");
        else if (lease >= options.Lease - options.HeartbeatInterval) impaired.Add($"Worker '{session.Name}' last prolonged its lease {lease.TotalSeconds:0} s ago: it starts no step until it has");
        if (stalled >= options.Lease) broken.Add($"The checkpoints of worker '{session.Name}' have made no progress for {stalled.TotalSeconds:0} s: it lets its lease pass");
        else if (stalled >= options.HeartbeatInterval) impaired.Add($"The checkpoints of worker '{session.Name}' have made no progress for {stalled.TotalSeconds:0} s");
    }

    /// <summary>What would refuse the next incarnation as well is said also while that one has just begun.</summary>
    private void DescribeFailure(WorkerFailure failure, bool claims, List<string> broken)
    {
        TimeSpan age = time.GetElapsedTime(failure.At);
        if (age >= options.Lease || (claims && failure.Cause is not DatabaseRefusalException)) return;
        broken.Add($"The worker failed {age.TotalSeconds:0} s ago and begins anew: {ExceptionText.MessageOf(failure.Cause)}");
    }

    private void DescribeListener(List<string> impaired, Dictionary<string, object> data)
    {
        data["listening"] = listener.IsListening;
        if (listener.IsListening || database.Opened is not { } pools) return;
        impaired.Add(pools.IsDirect
            ? "The connection that listens for notifications is lost: until it is back, the worker polls"
            : "The worker has no direct connection to the database: it polls, and its runs are taken over by lease alone");
    }
}
