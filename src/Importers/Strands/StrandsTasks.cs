using System.Globalization;
using Perdure.Importers.Source;
using Perdure.Importers.Writing;

namespace Perdure.Importers.Strands;

/// <summary>
/// The tasks of the workflow tool, as it is called with them (<c>action</c> create) or as it stores them. A task becomes a step of an agent of its own, that is told what <c>execute_task</c> of the tool tells it: what the tasks that it
/// depends on came to, and its description. Defaults are those of <c>create_workflow</c>: priority 3, 300 seconds.
/// </summary>
internal sealed class StrandsTasks(SourceFile file, ImportOptions options, Refusals refusals)
{
    private const string Whose = "a task of Strands";
    private const int Priority = 3;
    private const double Seconds = 300;

    /// <summary>What the tool stores of a run beside the tasks.</summary>
    private static readonly string[] OfRuns = ["status", "created_at", "started_at", "completed_at", "task_results"];

    public ImportResult Import(SourceValue value)
    {
        var root = new SourceObject(value, "the workflow", refusals);
        StrandsCall.CheckAction(root);
        string? name = StepNames.Durable(options.Name ?? root.Text("workflow_id") ?? file.Stem, root.PlaceOf("workflow_id"), "The workflow", refusals);
        _ = root.Text("workflow_id");
        if (root.Find("parallel_execution", SourceKind.Bool, "true")?.Text == "false") root.Refuse("parallel_execution", "steps that are ready always start side by side", "let each task depend on the one before it");
        if (Array.FindAll(OfRuns, one => root.Find(one) is not null).Length > 0) refusals.Note("What a run of Strands came to (status, times and results of tasks) stays where it is: the workflow was imported.");
        var names = new StepNames(name ?? "workflow", refusals);
        IReadOnlyList<SourceValue> written = root.List("tasks");
        if (written.Count == 0) refusals.Add(root.PlaceOf("tasks"), "The workflow", "it has no tasks", "write some");
        StrandsTask[] tasks = [.. written.Select(task => Read(task, names)).OfType<StrandsTask>()];
        root.Close("a workflow of Strands");
        CheckDependencies(tasks);
        return refusals.Finish(() => Write(name!, names, tasks));
    }

    private StrandsTask? Read(SourceValue value, StepNames names)
    {
        if (value.Kind != SourceKind.Object)
        {
            refusals.Add(value.Place, "A task", $"it is {value.Called}", "write an object");
            return null;
        }

        var task = new SourceObject(value, "a task", refusals);
        string? id = task.Need("task_id");
        if (id is not null) task.Called = $"task '{id}'";
        bool isNamed = id is not null && names.Take(id, task.Find("task_id")!.Place, "Task");
        string? description = task.Need("description");
        int priority = task.Whole("priority", 1, 5) ?? Priority;
        double seconds = task.Number("timeout") ?? Seconds;
        if (seconds is < 0.001 or > 31_536_000) task.Refuse("timeout", $"it is {task.Find("timeout")!.Text} seconds", "write seconds between 0.001 and those of a year");
        SourceValue[] dependencies = [.. task.Texts("dependencies").DistinctBy(static one => one.Text)];
        string? prompt = task.Text("system_prompt");
        ChatDraft chat = StrandsModel.Read(task, new ChatDraft { Instructions = string.IsNullOrEmpty(prompt) ? null : prompt }, refusals);
        task.Close(Whose);
        return isNamed && description is not null ? new StrandsTask(id!, task.Place, description, dependencies, priority, Duration(seconds), chat) : null;
    }

    private static string Duration(double seconds) =>
        seconds == Math.Floor(seconds) ? $"{((long)seconds).ToString(CultureInfo.InvariantCulture)}s" : $"{((long)Math.Ceiling(seconds * 1000)).ToString(CultureInfo.InvariantCulture)}ms";

    private void CheckDependencies(StrandsTask[] tasks)
    {
        foreach (StrandsTask task in tasks)
        {
            foreach (SourceValue missing in task.Dependencies.Where(dependency => tasks.All(other => other.Id != dependency.Text)))
                refusals.Add(missing.Place, $"The dependency '{missing.Text}' of task '{task.Id}'", "there is no such task", "name a task of this workflow, or leave it out");
        }

        if (refusals.Any) return;
        if (Circle.Find(tasks, static task => task.Id, static task => task.Dependencies.Select(static one => one.Text)) is not { } circle) return;
        refusals.Add(circle[0].Place, $"The circle of tasks {string.Join(" → ", circle.Append(circle[0]).Select(static task => $"'{task.Id}'"))}", "each waits for the next, and in Strands they would wait for ever", "leave one of the dependencies out");
    }

    private IReadOnlyList<ImportedFile> Write(string name, StepNames names, StrandsTask[] tasks)
    {
        if (tasks.Any(static task => task.Chat.Instructions is null))
            refusals.Note("A task without a system_prompt has that of the agent that calls the tool, which is not in the file: its agent has no Instructions.");
        StrandsTask[] ordered = [.. tasks.OrderByDescending(static task => task.Priority)];
        var output = new ChatWorkflow(file, options, name, names);
        foreach (StrandsTask task in ordered) output.Add(Step(task, names), Agent(task, names));
        string[] last = [.. tasks.Where(task => !tasks.Any(other => other.Dependencies.Any(one => one.Text == task.Id))).Select(static task => task.Id)];
        return output.Finish(input: null, last);
    }

    /// <summary>The parts of a task's input: what it depends on, by member, and its description.</summary>
    private static PartDraft[] Parts(StrandsTask task, StepNames names)
    {
        List<string> taken = [names.Input(task.Id)];
        PartDraft described = new(CSharpText.Member("task", taken), TakeDraft.Literal(task.Description));
        return [described, .. task.Dependencies.Select(one => new PartDraft(CSharpText.Member(one.Text, taken), TakeDraft.Reference(one.Text)))];
    }

    private static StepDraft Step(StrandsTask task, StepNames names)
    {
        var step = new StepDraft(task.Id, names.Agent(task.Id)) { Timeout = task.Timeout };
        return task.Dependencies.Count == 0 ? step with { Whole = TakeDraft.Literal(task.Description) } : step with { Parts = Parts(task, names) };
    }

    private static AgentDraft Agent(StrandsTask task, StepNames names)
    {
        string summary = $"The task '{task.Id}'.";
        if (task.Dependencies.Count == 0) return new AgentDraft(names.Agent(task.Id), names.Class(task.Id), "ChatAgent", "string", "string") { Arguments = task.Chat.Arguments, Summary = summary };
        PartDraft[] parts = Parts(task, names);
        IEnumerable<string> results = task.Dependencies.Select((dependency, position) => $"Results from {CSharpText.Escape(dependency.Text)}:\n{{{CSharpText.Camel(parts[position + 1].Member)}}}");
        ChatDraft chat = task.Chat with
        {
            Instructions = task.Chat.Instructions is { } instructions ? CSharpText.Escape(instructions) : null,
            Prompt = $"Previous task results:\n{string.Join("\n\n", results)}\n\nCurrent Task:\n{{task}}",
        };
        return new AgentDraft(names.Agent(task.Id), names.Class(task.Id), "ChatAgent", names.Input(task.Id), "string") { Arguments = chat.Arguments, Members = [.. parts.Select(static part => part.Member)], Summary = summary };
    }

    private sealed record StrandsTask(string Id, SourcePlace Place, string Description, IReadOnlyList<SourceValue> Dependencies, int Priority, string Timeout, ChatDraft Chat);
}
