using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>A published workflow as it is stored.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Document">The text of its document.</param>
/// <param name="Children">The versions of the workflows that it names without one, as name@version.</param>
/// <param name="Schemas">How the values of its runs are written as JSON.</param>
internal sealed record Publication(string Name, int Version, string Document, IReadOnlyList<string> Children, string Schemas)
{
    /// <summary>Name and version.</summary>
    public string Id => PlanId.Of(Name, Version);
}

/// <summary>A published workflow that this process can run.</summary>
/// <param name="Model">What the planner has decided.</param>
/// <param name="Worker">The plan by which a worker runs it.</param>
/// <param name="Client">The plan by which a client starts it and reads its result.</param>
/// <param name="Schemas">How the values of its runs are written as JSON.</param>
/// <param name="Messages">The messages that its runs wait for.</param>
internal sealed record PublishedPlan(PlanModel Model, WorkflowPlan Worker, WorkflowPlan Client, string Schemas, IReadOnlyDictionary<string, PayloadType> Messages);

/// <summary>What there is under the name of a workflow that is to be published.</summary>
/// <param name="Document">The text that is published under the version; null: none is.</param>
/// <param name="Children">The versions of the workflows that it names without one.</param>
/// <param name="Next">The next version that is free.</param>
/// <param name="IsCompiled">Whether a worker brought a workflow of this name and version that is compiled.</param>
internal sealed record PublishedState(string? Document, IReadOnlyList<string> Children, int Next, bool IsCompiled);

/// <summary>What publishing needs of a database.</summary>
internal interface IPublishedStore
{
    /// <summary>Publishes a workflow, unless there is one of its name and version.</summary>
    /// <returns>What there is then.</returns>
    ValueTask<PublishedState> PublishAsync(Publication publication, CancellationToken cancellationToken);

    /// <summary>What there is under a name and version.</summary>
    ValueTask<PublishedState> FindAsync(string name, int version, CancellationToken cancellationToken);

    /// <summary>Reads what was published, less what is known, in the order in which it was.</summary>
    ValueTask<IReadOnlyList<Publication>> ReadAsync(IReadOnlyList<string> known, CancellationToken cancellationToken);

    /// <summary>Says that a worker runs further plans.</summary>
    ValueTask ServeAsync(Storage.Incarnation worker, IReadOnlyList<WorkflowPlan> plans, CancellationToken cancellationToken);
}
