namespace Perdure.Planning;

/// <summary>A <c>[Compensate]</c> as written.</summary>
/// <param name="Undo">The method that it names.</param>
public sealed record CompensateDescription(string Undo)
{
    /// <summary>That method; null: there is none of this name, or it is a step.</summary>
    public UndoDescription? Method { get; init; }
}

/// <summary>A method that undoes steps.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Parameters">The parameters in order.</param>
/// <param name="Retry">Its own retry; null: that of the step that it undoes.</param>
/// <param name="Timeout">Its own time-out; null: that of the step that it undoes.</param>
public sealed record UndoDescription(string Name, EquatableArray<ParameterDescription> Parameters, RetryDescription? Retry, TimeoutDescription? Timeout)
{
    /// <summary>Why it can undo nothing, as the end of a message; null: nothing that the front end knows.</summary>
    public string? Problem { get; init; }

    /// <summary>The agent that undoes in the place of a method; null: a method does. Its parameters may say whose value they take.</summary>
    public AgentDescription? Agent { get; init; }
}
