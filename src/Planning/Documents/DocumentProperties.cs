namespace Perdure.Planning;

/// <summary>The properties that a document can have, by what has them. The published JSON Schema says the same.</summary>
public static class DocumentProperties
{
    /// <summary>Those of the workflow.</summary>
    public static IReadOnlyList<string> Workflow { get; } = ["$schema", "name", "version", "class", "input", "output", "timeout", "schedule", "defaults", "steps", "result"];

    /// <summary>Those of what steps have that say nothing themselves.</summary>
    public static IReadOnlyList<string> Defaults { get; } = ["retry", "timeout"];

    /// <summary>Those of a step.</summary>
    public static IReadOnlyList<string> Step { get; } =
    [
        "agent", "workflow", "signal", "returns", "takes", "forEach", "maxParallel", "failures", "maxFailures", "when", "unless", "case", "otherwise", "after", "repeat",
        "retry", "timeout", "delay", "cache", "queue", "tag", "notIdempotent", "parentClose", "compensate", "onInterrupt",
    ];

    /// <summary>Those of a literal.</summary>
    public static IReadOnlyList<string> Literal { get; } = ["value"];

    /// <summary>Those of a condition.</summary>
    public static IReadOnlyList<string> Condition { get; } = ["of", "is", "isNot", "atLeast", "moreThan", "atMost", "lessThan", "isMissing", "all", "any", "not"];

    /// <summary>Those of a case.</summary>
    public static IReadOnlyList<string> Case { get; } = ["of", "is"];

    /// <summary>Those of a retry.</summary>
    public static IReadOnlyList<string> Retry { get; } = ["attempts", "delay", "factor", "maxDelay", "jitter", "nonRetryable"];

    /// <summary>Those of a time-out.</summary>
    public static IReadOnlyList<string> Timeout { get; } = ["attempt", "total"];

    /// <summary>Those of a wait that data decides on.</summary>
    public static IReadOnlyList<string> Delay { get; } = ["by"];

    /// <summary>Those of a place in a queue.</summary>
    public static IReadOnlyList<string> Queue { get; } = ["name", "key"];

    /// <summary>Those of an undo.</summary>
    public static IReadOnlyList<string> Compensate { get; } = ["agent", "takes", "retry", "timeout"];

    /// <summary>Those of what an agent is answered by that asks back.</summary>
    public static IReadOnlyList<string> OnInterrupt { get; } = ["answer", "signal", "timeout"];

    /// <summary>Those of a cache.</summary>
    public static IReadOnlyList<string> Cache { get; } = ["for", "scope", "version"];

    /// <summary>Those of a schedule.</summary>
    public static IReadOnlyList<string> Schedule { get; } = ["id", "cron", "timeZone", "missedRuns", "maxMissedRuns", "overlap"];

    /// <summary>Those of rounds.</summary>
    public static IReadOnlyList<string> Repeat { get; } = ["until", "while", "max", "atMax", "delay", "keep", "on"];

    /// <summary>The words that a property can be, where it is one of some. What stands first is meant where nothing is written.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Words { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["failures"] = ["failFast", "collect", "tolerate"],
        ["parentClose"] = ["cancel", "abandon"],
        ["scope"] = ["step", "agent"],
        ["atMax"] = ["fail", "takeLast"],
        ["missedRuns"] = ["runLatest", "skip", "runAll"],
        ["overlap"] = ["allow", "skip", "queue"],
    };

    /// <summary>What C# says with code or types, and why a document cannot.</summary>
    internal static IReadOnlyDictionary<string, string> Unsupported { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["transaction"] = "only code could use the transaction",
        ["heartbeat"] = "an agent has nothing to beat with, so limit its attempts by 'timeout'",
    };
}
