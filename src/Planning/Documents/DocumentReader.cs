namespace Perdure.Planning;

/// <summary>Reads the text of a document into what it says. What is wrong with its form is reported, and left out.</summary>
internal sealed partial class DocumentReader
{
    private const string Called = "the workflow";

    private readonly DocumentFindings findings;

    private DocumentReader(DocumentFindings findings) => this.findings = findings;

    /// <summary>Reads a document.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="file">The name of its file, as messages quote it.</param>
    /// <param name="findings">Takes what is wrong.</param>
    /// <returns>What it says; null: too little to go on with.</returns>
    public static WorkflowDocument? Read(string text, string file, DocumentFindings findings)
    {
        JsonReading reading = JsonReader.Read(text);
        if (reading.Value is { Kind: JsonKind.Object } value) return new DocumentReader(findings).Read(new ObjectReader(value, Called, DocumentProperties.Workflow, findings));
        findings.Add(DocumentRules.NotJson, reading.Value?.Range ?? reading.Range, file, reading.Problem ?? $"is {reading.Value!.Called}, and has to be an object");
        return null;
    }

    private WorkflowDocument? Read(ObjectReader workflow)
    {
        ObjectReader? defaults = workflow.Object("defaults", DocumentProperties.Defaults, "an object");
        ObjectReader? steps = workflow.Object("steps", known: null, "an object whose properties are the steps");
        Written<string>? name = workflow.Text("name");
        StepDocument[] read = [.. (steps?.All ?? []).Select(ReadStep).OfType<StepDocument>()];
        if (workflow.Find("name") is null) workflow.Report(FirstCharacter(workflow.Range), "has no 'name'");
        if (workflow.Find("steps") is null) workflow.Report(FirstCharacter(workflow.Range), "has no 'steps'");
        else if (steps is not null && !steps.All.Any()) workflow.Report(steps.Range, "has no step in its 'steps'");
        if (name is null || steps is null) return null;
        CheckName(workflow, name);
        Written<int>? version = workflow.Number("version");
        if (version is { Value: < 1 }) workflow.Report(version.Range, "has a 'version' that is less than 1");
        return new WorkflowDocument
        {
            Name = name,
            Version = version,
            Class = workflow.Text("class"),
            Input = workflow.Text("input"),
            Output = workflow.Text("output"),
            Timeout = workflow.Text("timeout"),
            Retry = defaults is null ? null : ReadRetry(defaults),
            NonRetryable = defaults is null ? default : ReadNonRetryable(defaults),
            StepTimeout = defaults is null ? null : ReadTimeout(defaults),
            Schedules = ReadSchedules(workflow),
            Steps = new(read),
            Result = workflow.Texts("result"),
        };
    }

    private static void CheckName(ObjectReader workflow, Written<string> name)
    {
        if (Names.Problem(name.Value) is { } problem) workflow.Report(name.Range, $"has a 'name' that {problem}");
        else if (!name.Value.Any(char.IsLetter)) workflow.Report(name.Range, "has a 'name' without a letter");
    }

    private static TextRange FirstCharacter(TextRange range) => range with { Length = Math.Min(1, range.Length) };

    private static Written<RetryDescription>? ReadRetry(ObjectReader owner)
    {
        if (owner.Value("retry") is not { } value) return null;
        if (value.Kind == JsonKind.Number) return owner.Number("retry") is { } number ? new Written<RetryDescription>(Retry(number.Value, null), value.Range) : null;
        if (owner.Object("retry", DocumentProperties.Retry, "a number of attempts or an object") is not { } retry) return null;
        if (retry.Find("attempts") is null) retry.Report(FirstCharacter(value.Range), "has no 'attempts'");
        return retry.Number("attempts") is { } attempts ? new Written<RetryDescription>(Retry(attempts.Value, retry), value.Range) : null;
    }

    private static EquatableArray<Written<string>> ReadNonRetryable(ObjectReader owner) =>
        owner.Value("retry") is { Kind: JsonKind.Object } && owner.Object("retry", DocumentProperties.Retry, "") is { } retry ? retry.Texts("nonRetryable") : default;

    /// <summary>What is not written is as in C#.</summary>
    private static RetryDescription Retry(int attempts, ObjectReader? retry) => new(
        attempts,
        retry?.Text("delay")?.Value ?? "1s",
        retry?.Fraction("factor") ?? 2.0,
        retry?.Text("maxDelay")?.Value ?? "5m",
        retry?.Fraction("jitter") ?? 0.2,
        default);

    private static Written<TimeoutDescription>? ReadTimeout(ObjectReader owner)
    {
        if (owner.Value("timeout") is not { } value) return null;
        if (value.Kind == JsonKind.Text) return new Written<TimeoutDescription>(new TimeoutDescription(value.Text), value.Range);
        return owner.Object("timeout", DocumentProperties.Timeout, "a duration or an object") is { } timeout
            ? new Written<TimeoutDescription>(new TimeoutDescription(timeout.Text("attempt")?.Value) { Total = timeout.Text("total")?.Value }, value.Range)
            : null;
    }

    private EquatableArray<Written<ScheduleDescription>> ReadSchedules(ObjectReader workflow)
    {
        if (workflow.Value("schedule") is not { } value) return default;
        IEnumerable<JsonValue> schedules = value.Kind == JsonKind.Array ? value.Items : [value];
        return new(schedules.Select(schedule => ReadSchedule(workflow, schedule)).OfType<Written<ScheduleDescription>>().ToArray());
    }

    private Written<ScheduleDescription>? ReadSchedule(ObjectReader workflow, JsonValue value)
    {
        if (value.Kind == JsonKind.Text) return new Written<ScheduleDescription>(Schedule(value.Text, null), value.Range);
        if (value.Kind != JsonKind.Object)
        {
            workflow.ReportKind("schedule", value, "a cron expression, an object, or a list of them");
            return null;
        }

        var schedule = new ObjectReader(value, workflow.Part("schedule"), DocumentProperties.Schedule, findings);
        if (schedule.Find("cron") is null) schedule.Report(FirstCharacter(value.Range), "has no 'cron'");
        return schedule.Text("cron") is { } cron ? new Written<ScheduleDescription>(Schedule(cron.Value, schedule), value.Range) : null;
    }

    private static ScheduleDescription Schedule(string cron, ObjectReader? schedule) => new(
        schedule?.Text("id")?.Value ?? "default",
        cron,
        schedule?.Text("timeZone")?.Value ?? "UTC",
        Pascal(schedule?.Word("missedRuns")?.Value ?? "runLatest"),
        schedule?.Number("maxMissedRuns")?.Value ?? 100,
        Pascal(schedule?.Word("overlap")?.Value ?? "allow"));

    private static string Pascal(string word) => char.ToUpperInvariant(word[0]) + word.Substring(1);
}
