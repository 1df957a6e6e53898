namespace Perdure.Importers.Writing;

/// <summary>A workflow document, as it will be written.</summary>
/// <param name="Name">The durable name.</param>
/// <param name="Class">The full name of its class.</param>
/// <param name="Steps">The steps in order.</param>
internal sealed record WorkflowDraft(string Name, string Class, IReadOnlyList<StepDraft> Steps)
{
    /// <summary>What a run takes; null: nothing.</summary>
    public string? Input { get; init; }

    /// <summary>What a run returns.</summary>
    public required string Output { get; init; }

    /// <summary>The steps whose result is the workflow's.</summary>
    public required IReadOnlyList<string> Result { get; init; }
}

/// <summary>A step that calls an agent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Agent">The durable name of the agent.</param>
internal sealed record StepDraft(string Id, string Agent)
{
    /// <summary>What it takes as a whole; null: its parts.</summary>
    public TakeDraft? Whole { get; init; }

    /// <summary>What it takes, by the names of its parts.</summary>
    public IReadOnlyList<PartDraft> Parts { get; init; } = [];

    /// <summary>The longest time of an attempt; null: none.</summary>
    public string? Timeout { get; init; }

    /// <summary>What decides whether it runs; null: nothing does.</summary>
    public CaseDraft? Case { get; init; }
}

/// <summary>A reference or a literal.</summary>
internal readonly record struct TakeDraft(string Text, bool IsLiteral)
{
    public static TakeDraft Reference(string reference) => new(reference, IsLiteral: false);

    public static TakeDraft Literal(string text) => new(text, IsLiteral: true);
}

/// <summary>A part of an input: its name in C#, and what it is.</summary>
internal sealed record PartDraft(string Member, TakeDraft Value);

/// <summary>The case of a step.</summary>
/// <param name="Of">The reference that decides.</param>
/// <param name="Is">The values; none: it runs in every other case.</param>
internal sealed record CaseDraft(string Of, IReadOnlyList<string> Is);

/// <summary>An agent, as its class will be written.</summary>
/// <param name="Name">The durable name.</param>
/// <param name="Class">The name of the class.</param>
/// <param name="Attribute">The name of its attribute, as <c>ChatAgent</c>.</param>
/// <param name="Input">What it takes, as C# writes the type.</param>
/// <param name="Output">What it returns, as C# writes the type.</param>
internal sealed record AgentDraft(string Name, string Class, string Attribute, string Input, string Output)
{
    /// <summary>The arguments of the attribute, each as C# writes it.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The members of its input, all texts, which is written beside it; null: that is a type which is there.</summary>
    public IReadOnlyList<string>? Members { get; init; }

    /// <summary>What it is for; null: nobody said.</summary>
    public string? Summary { get; init; }
}
