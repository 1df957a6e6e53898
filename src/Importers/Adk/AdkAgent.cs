using Perdure.Importers.Source;
using Perdure.Importers.Writing;

namespace Perdure.Importers.Adk;

/// <summary>An agent as its file says it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where its name is written.</param>
internal abstract record AdkAgent(string Name, SourcePlace Place);

/// <summary>An agent that is a model: an <c>LlmAgent</c>.</summary>
internal sealed record AdkModel(string Name, SourcePlace Place, SourceValue Instruction, ChatDraft Chat) : AdkAgent(Name, Place)
{
    public string? Description { get; init; }

    /// <summary>Under which key its answer is kept, and where that is written; null: it is not.</summary>
    public SourceValue? OutputKey { get; init; }

    /// <summary>Whether it is told of its turn alone (<c>include_contents: none</c>); else of all that was said before.</summary>
    public bool IsOfItsTurn { get; init; }
}

/// <summary>Agents one after the other, side by side, or in rounds.</summary>
internal sealed record AdkGroup(string Name, SourcePlace Place, AdkGroupKind Kind, IReadOnlyList<AdkAgent> Agents) : AdkAgent(Name, Place)
{
    /// <summary>How many rounds there are.</summary>
    public int Rounds { get; init; } = 1;
}

internal enum AdkGroupKind
{
    Sequence,
    Parallel,
    Loop,
}
