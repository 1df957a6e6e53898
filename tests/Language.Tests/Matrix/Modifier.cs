namespace Perdure.Language.Tests.Matrix;

/// <summary>One modifier of a step, as a workflow of the matrix writes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Attribute">What stands at the step.</param>
internal sealed record Modifier(string Name, string Attribute)
{
    /// <summary>What stands at the parameter that takes the text.</summary>
    public string OnText { get; init; } = "";

    /// <summary>A further parameter.</summary>
    public string Parameter { get; init; } = "";

    /// <summary>What the step does first.</summary>
    public string Code { get; init; } = "";

    /// <summary>A further step.</summary>
    public string Step { get; init; } = "";

    /// <summary>Whether the step runs for each item.</summary>
    public bool IsMap { get; init; }

    /// <summary>Whether the step runs another workflow, and so has no code.</summary>
    public bool IsChild { get; init; }

    /// <summary>Whether the step is that of a remote agent, and so has no code.</summary>
    public bool IsAgent { get; init; }

    /// <summary>How many rounds it has.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Whether single items may be skipped as far as the compiler knows, so that its consumer takes items that can be null.</summary>
    public bool CanSkipItems { get; init; }

    /// <summary>Whether it may be skipped as far as the compiler knows, so that its consumer takes null.</summary>
    public bool CanBeSkipped { get; init; }

    /// <summary>Those that it has no meaning with, by name: the compiler refuses the pair.</summary>
    public string[] Excludes { get; init; } = [];

    /// <summary>All of them. Each pair is run.</summary>
    public static IReadOnlyList<Modifier> All { get; } =
    [
        new("Retry", """Retry(3, Delay = "0s")""") { Parameter = "StepContext context", Code = """if (context.Attempt == 1) throw new InvalidOperationException("not yet");""" },
        new("Timeout", """Timeout("1m", Total = "1h")"""),
        new("When", "When(nameof(IsThere))") { CanBeSkipped = true },
        new("Unless", "Unless(nameof(IsGone))") { CanBeSkipped = true },
        new("Case", "Case(nameof(Kind), 1)") { CanBeSkipped = true },
        new("After", "After(nameof(Before))"),
        new("ForEach", "") { OnText = "[ForEach(MaxParallel = 2)] ", IsMap = true, Excludes = ["Tag"] },
        new("ForSome", "When(nameof(IsKept))") { OnText = "[ForEach(MaxParallel = 2)] ", IsMap = true, CanSkipItems = true, Excludes = ["Tag", "ForEach", "Zip"] },
        new("Zip", "")
        {
            OnText = "[ForEach(MaxParallel = 2), From(nameof(Split))] ",
            Parameter = "[ForEach] Sentence copy",
            Code = """if (!whole.Value.StartsWith(copy.Value)) throw new NonRetryableException($"{copy.Value} beside {whole.Value}");""",
            Step = "[Step] private static Sentence Copy([ForEach, From(nameof(Split))] Text text) => new(text.Value);",
            IsMap = true,
            Excludes = ["ForEach", "Tag"],
        },
        new("Repeat", "Repeat(Until = nameof(IsDone), Max = 5)") { Rounds = 3 },
        new("Transaction", "") { Parameter = "System.Data.Common.DbTransaction transaction", Code = """if (transaction.Connection is null) throw new InvalidOperationException("no connection");""" },
        new("NotIdempotent", "NotIdempotent"),
        new("Tag", """Tag("text")"""),
        new("Delay", """Delay("1ms")"""),
        new("DelayBy", "Delay(By = nameof(Soon))") { Excludes = ["Delay"] },
        new("Signal", "") { Parameter = """[Signal("go")] Go go""" },
        new("Compensate", "Compensate(nameof(Undo))"),
        new("Cache", """Cache("1d")""") { Excludes = ["Transaction", "NotIdempotent", "Tag"] },
        new("OnQueue", """OnQueue("matrix", Key = nameof(KeyOf))"""),
        new("Heartbeat", """Heartbeat("1m")""") { Parameter = "StepContext context", Code = "context.Heartbeat();" },
        new("Emit", "") { Parameter = "StepContext context", Code = """await context.EmitAsync("here");""" },
        new("OnInterrupt", """OnInterrupt<Go>("asked", Timeout = "1h")""") { IsAgent = true, Excludes = ["Transaction", "Heartbeat", "Emit", "Child"] },
        new("Child", "") { IsChild = true, Excludes = ["Transaction", "OnQueue", "Heartbeat", "Emit"] },
    ];
}
