using Documents.Runs;
using Perdure;
using Perdure.Queries;
using Spectre.Console;

namespace Documents.Display;

/// <summary>All that the sample shows, in words.</summary>
internal sealed class Screen
{
    private readonly IAnsiConsole console = Open(Console.Out, Console.IsOutputRedirected, widthOfAFile: 160);

    // An error is one line, however long.
    private readonly IAnsiConsole errors = Open(Console.Error, Console.IsErrorRedirected, widthOfAFile: 10_000);

    public void ShowDatabaseIsNeeded()
    {
        if (CommandLine.NamedDatabase is null) this.console.MarkupLine("[dim]Starting a private PostgreSQL, or adopting the one that runs (PERDURE_POSTGRES would name another) …[/]");
    }

    public void ShowDatabase(PostgresConnectionStrings strings, int appliedMigrations)
    {
        var schema = appliedMigrations == 0 ? "schema up to date" : $"{appliedMigrations} migrations applied";
        this.console.MarkupLineInterpolated($"PostgreSQL at {strings.ToString()}, {schema}");
        this.console.WriteLine();
    }

    public void ShowUnfinished(IReadOnlyList<DocumentRun> runs)
    {
        var names = string.Join(", ", runs.Select(run => run.Document));
        this.console.MarkupLineInterpolated($"[yellow]Going on with what an earlier start left unfinished:[/] {names}");
        this.console.WriteLine();
    }

    public void ShowOwnDocuments() => this.console.MarkupLine("[dim]No file was named: looking into the documents that come with the sample.[/]");

    public async Task FollowAsync(IReadOnlyList<DocumentRun> runs, RunQueries queries, Task ended, CancellationToken cancellationToken)
    {
        await new ProgressDisplay(this.console, queries, TimeProvider.System).ShowAsync(runs, ended, cancellationToken);
        this.console.WriteLine();
    }

    public void ShowInsights(string document, Insights insights) => new InsightsDisplay(this.console).Show(document, insights);

    public void ShowTables(string document, RunSnapshot run) => new TablesDisplay(this.console).Show(document, run);

    public void ShowPsqlCommand(string command)
    {
        this.console.WriteLine("To look for yourself:");
        Console.WriteLine(command); // Not wrapped, so that it can be copied.
    }

    public void ShowInterrupted() =>
        this.console.MarkupLine("[yellow]Interrupted.[/] What is unfinished goes on when the sample is started again without a file.");

    public void ShowError(string message) => errors.MarkupLineInterpolated($"[red]{message}[/]");

    private static IAnsiConsole Open(TextWriter stream, bool isRedirected, int widthOfAFile)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(stream) };
        if (!isRedirected) return AnsiConsole.Create(settings);

        settings.Ansi = AnsiSupport.No;
        settings.Interactive = InteractionSupport.No;
        var console = AnsiConsole.Create(settings);
        console.Profile.Width = widthOfAFile;
        return console;
    }
}
