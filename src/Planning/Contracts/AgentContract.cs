namespace Perdure.Planning;

/// <summary>What a remote agent takes and answers, as its runtime said when somebody asked it: the content of a <c>*.agent.json</c> file.</summary>
/// <param name="Agent">The durable name of the agent that it is about.</param>
/// <param name="Runtime">The runtime, as <c>langgraph</c>.</param>
/// <param name="Of">Which of what the runtime has, as <c>assistant</c> and its id.</param>
/// <param name="Input">What it takes; null: the runtime does not say.</param>
/// <param name="Output">What it answers; null: the runtime does not say.</param>
public sealed record AgentContract(Written<string> Agent, Written<string> Runtime, IReadOnlyDictionary<string, Written<string>> Of, ContractSchema? Input, ContractSchema? Output)
{
    /// <summary>What the names of such files end in.</summary>
    public const string FileSuffix = ".agent.json";
}

/// <summary>A file, read as a contract.</summary>
/// <param name="Contract">What it says; null: it is none.</param>
/// <param name="Problem">Why it is none, as what follows its name in a message; null: it is.</param>
/// <param name="Range">What in it is wrong.</param>
public sealed record ContractReading(AgentContract? Contract, string? Problem, TextRange Range);
