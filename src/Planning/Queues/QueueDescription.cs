namespace Perdure.Planning;

/// <summary>An <c>[OnQueue]</c> as written.</summary>
/// <param name="Queue">The queue that it names.</param>
/// <param name="Key">The method that it names; null: none.</param>
public sealed record OnQueueDescription(string Queue, string? Key)
{
    /// <summary>That method; null: there is none of this name, or it is a step.</summary>
    public QueueKeyDescription? Method { get; init; }
}

/// <summary>A method that says for whom a slot of a queue is.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Parameters">The parameters in order.</param>
public sealed record QueueKeyDescription(string Name, EquatableArray<ParameterDescription> Parameters)
{
    /// <summary>Why it can give no key, as the end of a message; null: nothing that the front end knows.</summary>
    public string? Problem { get; init; }

    /// <summary>The position of the parameter whose value is the key: nothing is called, and parameters may say whose value they take; null: it is a method.</summary>
    public int? Returned { get; init; }
}
