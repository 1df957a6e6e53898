using Npgsql;

namespace Perdure.Storage;

/// <summary>
/// The pools of one process, opened on first use. Apart from one another, so that a flood of client calls cannot starve the lanes, nor a slow lane the heartbeat.
/// </summary>
internal sealed class PerdureDatabase : IAsyncDisposable
{
    /// <summary>Reads, starts and messages of clients, and a worker's look at a run's rows.</summary>
    public const int ClientConnections = 2;

    /// <summary>One that listens and holds the worker's name, and one for heartbeats.</summary>
    public const int DirectConnections = 2;

    /// <summary>Transactions of steps that are open at the same time; further ones wait.</summary>
    public const int UserTransactions = 4;

    /// <summary>One for what steps emit, opened by the first of them.</summary>
    public const int StreamConnections = 1;

    private const int ListenerKeepAlive = 10;

    /// <summary>More than there are statements.</summary>
    private const int PreparedStatements = 60;

    private readonly IPostgresSource source;
    private readonly PerdureOptions options;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim opening = new(1, 1);
    private volatile Pools? pools;

    public PerdureDatabase(IPostgresSource source, PerdureOptions options, TimeProvider time)
    {
        this.source = source;
        this.options = options;
        this.time = time;
    }

    /// <summary>How many connections a worker opens at most: its lanes, one for claims, the clients' and the direct ones, that for what steps emit, and where a step of its plans takes a transaction, those of steps.</summary>
    public static int WorkerBudget(PerdureOptions options, IEnumerable<WorkflowPlan> plans) =>
        options.Lanes + 1 + ClientConnections + DirectConnections + StreamConnections + (plans.Any(static plan => plan.Steps.Any(static step => step.Transactional)) ? UserTransactions : 0);

    /// <summary>The pools, if anything has used them yet.</summary>
    public Pools? Opened => pools;

    public async ValueTask<Pools> OpenAsync(CancellationToken cancellationToken)
    {
        if (pools is { } open) return open;
        await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return pools ??= await CreateAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (pools is { } open) await open.DisposeAsync().ConfigureAwait(false);
        opening.Dispose();
    }

    private async Task<Pools> CreateAsync(CancellationToken cancellationToken)
    {
        PostgresConnectionStrings strings = await source.GetAsync(cancellationToken).ConfigureAwait(false);
        if (options.Migrate) await Migrator.MigrateAsync(strings, time, cancellationToken).ConfigureAwait(false);
        bool sessions = strings.Direct == strings.Data;
        return new Pools(
            Pool(strings.Data, "client", ClientConnections, sessions),
            Pool(strings.Data, "claim", 1, sessions),
            Pool(strings.Data, "lane", options.Lanes, sessions),
            Pool(strings.Data, "stream", StreamConnections, sessions),
            UserPool(strings.Data),
            strings.Direct is null ? Pool(strings.Data, "heartbeat", 1, sessions: false) : Pool(strings.Direct, "direct", DirectConnections, sessions: true),
            IsDirect: strings.Direct is not null,
            HasSessions: sessions);
    }

    /// <summary>
    /// Connections on which the user's statements run: with the settings of the connection string, the role and the database, and cleared of what they left behind. Nobody waits for one:
    /// there are no more transactions at a time.
    /// </summary>
    private static NpgsqlDataSource UserPool(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = true, MaxPoolSize = UserTransactions, MinPoolSize = 0, Enlist = false };
        settings.ApplicationName = NameOf(settings, "user");
        return new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = settings.ApplicationName }.Build();
    }

    private static string NameOf(NpgsqlConnectionStringBuilder settings, string use) =>
        string.IsNullOrEmpty(settings.ApplicationName) ? $"perdure {use}" : $"{settings.ApplicationName} perdure {use}";

    /// <summary>A pool.</summary>
    /// <param name="connectionString">The way to the database.</param>
    /// <param name="use">What for, as the server shows it.</param>
    /// <param name="connections">How many at most.</param>
    /// <param name="sessions">Whether a connection is a session of its own, and not one of a pooler's that strangers use in turn: what is set and prepared in it stays then.</param>
    private static NpgsqlDataSource Pool(string connectionString, string use, int connections, bool sessions)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // Without pooling each statement would open a connection of its own, and the budget would be nobody's.
            Pooling = true,
            MaxPoolSize = connections,
            MinPoolSize = 0,
            // A connection that listens sends nothing by itself, so a peer that is gone without a word would never be noticed.
            KeepAlive = use == "direct" ? ListenerKeepAlive : 0,
            // What is started is committed when the call returns, not when a TransactionScope around it ends; and no lane may be drawn into one.
            Enlist = false,
            // Each statement is planned once a session, and no statement leaves anything behind in it that would have to be cleared.
            MaxAutoPrepare = sessions ? PreparedStatements : 0,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = sessions,
        };
        settings.ApplicationName = NameOf(settings, use);

        // Its name in the driver's metrics, which is else the connection string.
        NpgsqlDataSourceBuilder builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = settings.ApplicationName }.WithBuiltInTypes();
        if (sessions) builder.UsePhysicalConnectionInitializer(Settings.Apply, Settings.ApplyAsync);
        return builder.Build();
    }
}
