using System.Collections.Immutable;

namespace Perdure.Importers.Adk;

/// <summary>What an agent has before it: who said something, and what is kept under which key.</summary>
internal sealed record AdkView
{
    public static readonly AdkView Empty = new();

    /// <summary>Who spoke, in order.</summary>
    public ImmutableList<Said> Spoken { get; init; } = [];

    /// <summary>The step whose answer is kept under a key.</summary>
    public ImmutableDictionary<string, string> Keys { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Keys that agents beside it write at the same time.</summary>
    public ImmutableHashSet<string> Racing { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);
}

/// <summary>What somebody said.</summary>
/// <param name="Agent">The name of the agent.</param>
/// <param name="Step">The step in which it was said.</param>
/// <param name="IsBesideOthers">Whether others spoke at the same time, so that nobody can tell who was the last.</param>
internal sealed record Said(string Agent, string Step, bool IsBesideOthers = false);
