using System.Collections.Immutable;

namespace Perdure.Importers.Adk;

/// <summary>What an agent has before it: who said something, and what is kept under which key.</summary>
internal sealed record AdkView
{
    public static readonly AdkView Empty = new();

    /// <summary>Who spoke, in order.</summary>
    public ImmutableList<Said> Spoken { get; init; } = [];

    /// <summary>The branch of the conversation in which it speaks; empty: outside of all parallels, where every branch is heard.</summary>
    public string Branch { get; init; } = "";

    /// <summary>What is heard of it in this branch: what was said in it and in those around it (<c>_is_event_belongs_to_branch</c> of ADK).</summary>
    public ImmutableList<Said> Heard => Branch.Length == 0 ? Spoken : Spoken.FindAll(said => said.Branch.Length == 0 || $"{Branch}/".StartsWith($"{said.Branch}/", StringComparison.Ordinal));

    /// <summary>The step whose answer is kept under a key.</summary>
    public ImmutableDictionary<string, string> Keys { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Keys that agents beside it write at the same time.</summary>
    public ImmutableHashSet<string> Racing { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The branch of an agent of a parallel (<c>_create_branch_ctx_for_sub_agent</c>). It is that of the group and the agent, so that each goes on in its own where the parallel runs again.</summary>
    public AdkView In(AdkGroup group, AdkAgent agent) => this with { Branch = $"{(Branch.Length == 0 ? "" : $"{Branch}/")}{group.Name}.{agent.Name}" };
}

/// <summary>What somebody said.</summary>
/// <param name="Agent">The name of the agent.</param>
/// <param name="Step">The step in which it was said.</param>
/// <param name="Branch">The branch in which it was said.</param>
/// <param name="IsBesideOthers">Whether others spoke at the same time, so that nobody can tell who was the last.</param>
internal sealed record Said(string Agent, string Step, string Branch, bool IsBesideOthers = false);
