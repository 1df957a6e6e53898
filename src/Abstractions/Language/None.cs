namespace Perdure;

/// <summary>No result: the output type of a workflow or an agent that returns nothing.</summary>
public readonly record struct None
{
    /// <summary>The only value.</summary>
    public static None Value => default;
}
