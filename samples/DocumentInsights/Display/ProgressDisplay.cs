using Documents.Runs;
using Perdure.Queries;
using Spectre.Console;

namespace Documents.Display;

/// <summary>Shows runs while they run: a table that changes in place in a terminal, a line for each event elsewhere.</summary>
/// <param name="console">Where to show them.</param>
/// <param name="queries">Reads the events.</param>
/// <param name="time">The clock of the display.</param>
internal sealed class ProgressDisplay(IAnsiConsole console, RunQueries queries, TimeProvider time)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    /// <summary>Shows runs until all have ended.</summary>
    public Task ShowAsync(IReadOnlyList<DocumentRun> runs, Task ended, CancellationToken cancellationToken)
    {
        RunProgress[] progress = [.. runs.Select(run => new RunProgress(run))];
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
        {
            return FollowAsync(progress, ended, WriteLines, cancellationToken);
        }

        return console.Live(Table(progress)).StartAsync(live => FollowAsync(progress, ended, (_, _) => live.UpdateTarget(Table(progress)), cancellationToken));
    }

    private async Task FollowAsync(RunProgress[] progress, Task ended, Action<RunProgress, IReadOnlyList<EventRow>> show, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Refresh, time);
        var isLast = false;
        while (true)
        {
            foreach (var run in progress)
            {
                var events = await run.ReadAsync(queries, cancellationToken);
                if (events.Count > 0) show(run, events);
            }

            if (isLast) break;

            await Task.WhenAny(ended, timer.WaitForNextTickAsync(cancellationToken).AsTask());
            cancellationToken.ThrowIfCancellationRequested();
            isLast = ended.IsCompleted; // What came between the last read and the end is read once more.
        }

        await ended;
    }

    private void WriteLines(RunProgress progress, IReadOnlyList<EventRow> events)
    {
        foreach (var happened in events)
        {
            if (Sentence(happened) is { } sentence) console.WriteLine($"{progress.Run.Document}: {sentence}");
        }
    }

    /// <summary>An event in words; null for those that only matter to someone who reads the table.</summary>
    private static string? Sentence(EventRow happened)
    {
        var attempt = happened.Attempt is > 1 ? $", attempt {happened.Attempt}" : "";
        return happened.EventType switch
        {
            "STEP_STARTED" => $"{happened.StepId} started{attempt}",
            "STEP_COMPLETED" => $"{happened.StepId} done{attempt}",
            "STEP_FAILED" => $"{happened.StepId} failed{attempt}",
            "STEP_RETRY_SCHEDULED" => $"{happened.StepId} is to be tried again",
            "LOCK_TAKEN_OVER" => "taken over from a worker that is gone",
            "EXECUTION_COMPLETED" => "complete",
            "EXECUTION_FAILED" => "failed",
            "EXECUTION_CANCELLED" => "cancelled",
            _ => null,
        };
    }

    private static Table Table(RunProgress[] progress)
    {
        // The runs may be of both workflows; their steps have the same names.
        string[] steps = [.. progress.SelectMany(run => run.Run.Plan.Steps).Select(step => step.Id).Distinct()];
        var isOfOneWorkflow = progress.Select(run => run.Run.Plan.Name).Distinct().Count() == 1;

        var table = new Table().Border(TableBorder.Rounded).AddColumns([.. Headings()]);
        foreach (var run in progress) table.AddRow([.. Cells(run)]);
        return table;

        IEnumerable<string> Headings() => ["document", .. isOfOneWorkflow ? [] : (string[])["workflow"], .. steps, "run"];

        IEnumerable<string> Cells(RunProgress run) =>
        [
            Markup.Escape(run.Run.Document),
            .. isOfOneWorkflow ? [] : (string[])[run.Run.Plan.Name],
            .. steps.Select(step => Describe(run[step])),
            Describe(run),
        ];
    }

    private static string Describe(StepProgress step)
    {
        var attempt = step.Attempt > 1 ? $", attempt {step.Attempt}" : "";
        return step.Status switch
        {
            StepStatus.Running => $"[yellow]running{attempt}[/]",
            StepStatus.Done => $"[green]done{attempt}[/]",
            StepStatus.RetryScheduled => "[yellow]failed, to be tried again[/]",
            StepStatus.Failed => $"[red]failed{attempt}[/]",
            _ => "[grey]–[/]",
        };
    }

    private static string Describe(RunProgress run) => run.Status switch
    {
        "EXECUTION_COMPLETED" => "[green]complete[/]",
        "EXECUTION_FAILED" => "[red]failed[/]",
        "EXECUTION_CANCELLED" => "[red]cancelled[/]",
        "EXECUTION_CREATED" => "[grey]waiting[/]",
        _ => run.Run.IsResumed ? "[yellow]resumed[/]" : "[yellow]running[/]",
    };
}
