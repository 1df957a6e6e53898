namespace Perdure.Importers;

/// <summary>What the document does not say.</summary>
public sealed record ImportOptions
{
    /// <summary>The durable name of the workflow or the agent; null: the document's own, or its file's.</summary>
    public string? Name { get; init; }

    /// <summary>The namespace of the classes.</summary>
    public string Namespace { get; init; } = "Imported";

    /// <summary>The type of a graph's state, as C# writes it; null: any JSON.</summary>
    public string? State { get; init; }

    /// <summary>By which member of the state the conditional edges of a node go, by the node.</summary>
    public IReadOnlyDictionary<string, string> Branches { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
