using Perdure.Storage;

namespace Perdure;

/// <summary>A start under a key waited too long for a transaction that starts a run under the same key and is neither committed nor rolled back. Nothing was started; it may be tried again.</summary>
public sealed class StartBlockedException : Exception
{
    internal StartBlockedException(IReadOnlyList<NewExecution> keyed, Exception innerException)
        : base($"{Describe(keyed)}: wait until that transaction has ended, and start again; one that starts a run under a key should be short", innerException)
    {
        Workflow = keyed[0].Workflow;
        Key = keyed.Count == 1 ? keyed[0].Key : null;
    }

    /// <summary>The workflow's name.</summary>
    public string Workflow { get; }

    /// <summary>The key; null: one of several that were started together.</summary>
    public string? Key { get; }

    private static string Describe(IReadOnlyList<NewExecution> keyed) => keyed.Count == 1
        ? $"A start of '{keyed[0].Workflow}' under the key '{keyed[0].Key}' waited too long for a transaction that holds the same key"
        : $"A start of '{keyed[0].Workflow}' under one of {keyed.Count} keys waited too long for a transaction that holds the same key";
}
