using System.Globalization;
using Perdure.Queries;
using Spectre.Console;

namespace Documents.Display;

/// <summary>Shows what stands in the tables of a run.</summary>
/// <param name="console">Where.</param>
internal sealed class TablesDisplay(IAnsiConsole console)
{
    /// <summary>Shows the run, its steps, its events, its state and its lock.</summary>
    public void Show(string document, RunSnapshot run)
    {
        console.Write(new Rule($"[bold]{Markup.Escape(document)}[/] in the database").LeftJustified());
        ShowExecution(run.Execution);
        ShowSteps(run);
        ShowEvents(run);
        ShowLine("perdure.execution_state", run.State.State);
        ShowLine("perdure.execution_locks", run.Lock is { } held ? $"held by {held.Worker} until {held.ExpiresAt:u}" : "no lock left");
    }

    private void ShowExecution(ExecutionRow execution) => Write(
        "perdure.executions",
        ["id", "workflow", "status", "took"],
        [[execution.Id.ToString(), $"{execution.Workflow}@{execution.Version}", execution.Status, Took(execution.StartedAt, execution.FinishedAt)]]);

    private void ShowSteps(RunSnapshot run) => Write(
        "perdure.execution_steps",
        ["step", "status", "attempt", "agent", "started", "took"],
        run.Steps.Select(step => (string[])[
            step.StepId,
            step.Status,
            Number(step.Attempt),
            step.Agent ?? "–",
            After(run.Execution.CreatedAt, step.StartedAt),
            Took(step.StartedAt, step.FinishedAt),
        ]));

    private void ShowEvents(RunSnapshot run) => Write(
        "perdure.execution_events",
        ["seq", "at", "event", "step", "attempt"],
        run.Events.Select(happened => (string[])[
            Number(happened.Seq),
            After(run.Execution.CreatedAt, happened.CreatedAt),
            happened.EventType,
            happened.StepId ?? "",
            Number(happened.Attempt),
        ]));

    private void Write(string name, string[] columns, IEnumerable<string[]> rows)
    {
        console.MarkupLineInterpolated($"[bold]{name}[/]");
        var grid = new Grid();
        foreach (var _ in columns) grid.AddColumn(new GridColumn().NoWrap().PadLeft(2).PadRight(1));
        grid.AddRow([.. columns.Select(column => new Text(column, new Style(decoration: Decoration.Dim)))]);
        foreach (var row in rows) grid.AddRow([.. row.Select(cell => new Text(cell))]);
        console.Write(grid);
        console.WriteLine();
    }

    private void ShowLine(string name, string content)
    {
        console.MarkupLineInterpolated($"[bold]{name}[/]");
        console.Write(new Padder(new Text(content), new Padding(2, 0, 0, 0)));
        console.WriteLine();
    }

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string After(DateTimeOffset origin, DateTimeOffset? moment) => moment is { } at ? $"+{Span(at - origin)}" : "–";

    private static string Took(DateTimeOffset? from, DateTimeOffset? to) => from is { } started && to is { } finished ? Span(finished - started) : "–";

    private static string Span(TimeSpan span) => span < TimeSpan.FromMinutes(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.000} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalHours):00}:{span:mm\\:ss}");
}
