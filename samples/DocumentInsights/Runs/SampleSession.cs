using Documents.Display;
using Documents.Files;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Perdure;
using Perdure.Queries;

namespace Documents.Runs;

/// <summary>One start of the sample: the database, the client, and what is shown on the way.</summary>
internal sealed class SampleSession
{
    private const int Interrupted = 130;

    private readonly string connectionString;
    private readonly RunQueries queries;
    private readonly Screen screen;
    private bool isAnythingWrong;

    private SampleSession(IHost host, string connectionString, NpgsqlDataSource database, Screen screen)
    {
        Client = host.Services.GetRequiredService<WorkflowClient>();
        Stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        this.connectionString = connectionString;
        queries = new RunQueries(database);
        this.screen = screen;
    }

    /// <summary>Starts runs and awaits them.</summary>
    public WorkflowClient Client { get; }

    /// <summary>Cancelled by Ctrl-C.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Starts the host and the database, does something in it, and stops the host.</summary>
    /// <param name="buildHost">Builds the host with the worker.</param>
    /// <param name="body">What to do.</param>
    /// <returns>The exit code: 0, 1 where something went wrong that was shown, 130 after Ctrl-C.</returns>
    public static async Task<int> RunAsync(Func<IHost> buildHost, Func<SampleSession, Task> body)
    {
        var screen = new Screen();
        try
        {
            using var host = buildHost();
            return await RunAsync(host, screen, body);
        }
        catch (OperationCanceledException)
        {
            screen.ShowInterrupted();
            return Interrupted;
        }
        catch (Exception exception) when (exception is EmbeddedPostgresException or PerdureConfigurationException or NpgsqlException)
        {
            screen.ShowError(CommandLine.NamedDatabase is null ? exception.Message : $"PERDURE_POSTGRES: {exception.Message}");
            return 1;
        }
    }

    private static async Task<int> RunAsync(IHost host, Screen screen, Func<SampleSession, Task> body)
    {
        screen.ShowDatabaseIsNeeded();
        var strings = await host.Services.GetRequiredService<IPostgresSource>().GetAsync(CancellationToken.None);
        var applied = await Migrator.MigrateAsync(strings);
        screen.ShowDatabase(strings, applied);

        await using var database = NpgsqlDataSource.Create(strings.Data);
        var session = new SampleSession(host, strings.Data, database, screen);
        await host.StartAsync(session.Stopping);
        try
        {
            await body(session);
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }

        return session.isAnythingWrong ? 1 : 0;
    }

    /// <summary>The runs that an earlier start left unfinished.</summary>
    public async Task<IReadOnlyList<DocumentRun>> FindUnfinishedAsync()
    {
        var runs = await UnfinishedRuns.FindAsync(Client, queries, Stopping);
        if (runs.Count > 0) this.screen.ShowUnfinished(runs);
        return runs;
    }

    /// <summary>Takes the documents that come with the sample, and says so.</summary>
    public IReadOnlyList<string> UseOwnDocuments()
    {
        this.screen.ShowOwnDocuments();
        return CommandLine.OwnDocuments;
    }

    /// <summary>Reads files one by one; says of each that is no document what is wrong, and goes on with the next.</summary>
    public IEnumerable<Document> Read(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            if (TryRead(file) is { } document) yield return document;
        }
    }

    /// <summary>Shows the runs until all of them have ended.</summary>
    public async Task FollowAsync(IReadOnlyList<DocumentRun> runs)
    {
        if (runs.Count == 0) return;

        var ended = Task.WhenAll(runs.Select(run => Client.WaitAsync(run.Id, Stopping).AsTask()));
        await this.screen.FollowAsync(runs, queries, ended, Stopping);
    }

    /// <summary>Shows what a run returned, or why it failed.</summary>
    public async Task ShowInsightsAsync(DocumentRun run)
    {
        try
        {
            this.screen.ShowInsights(run.Document, await run.Handle.GetResultAsync(Stopping));
        }
        catch (WorkflowException exception)
        {
            isAnythingWrong = true;
            this.screen.ShowError($"{run.Document}: {exception.Message}");
        }
    }

    /// <summary>Shows what stands in the database of a run.</summary>
    public async Task ShowTablesAsync(DocumentRun run) =>
        this.screen.ShowTables(run.Document, await queries.GetSnapshotAsync(run.Id, Stopping) ?? throw new InvalidOperationException($"Execution {run.Id} was deleted"));

    /// <summary>Shows how to look for oneself.</summary>
    public void ShowPsqlCommand()
    {
        if (PsqlCommand.For(this.connectionString) is { } command) this.screen.ShowPsqlCommand(command);
    }

    private Document? TryRead(string file)
    {
        try
        {
            return DocumentFile.Read(file);
        }
        catch (UnreadableDocumentException exception)
        {
            isAnythingWrong = true;
            this.screen.ShowError(exception.Message);
            return null;
        }
    }
}
