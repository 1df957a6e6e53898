namespace Perdure;

/// <summary>A workflow that was published to the running system: see <see cref="WorkflowClient.PublishAsync"/>.</summary>
public sealed class PublishedWorkflow
{
    internal PublishedWorkflow(WorkflowPlan worker, WorkflowPlan client, IReadOnlyList<PublishFinding> warnings) => (Worker, Client, Warnings) = (worker, client, warnings);

    /// <summary>The workflow's durable name.</summary>
    public string Name => Client.Name;

    /// <summary>The version, from 1.</summary>
    public int Version => Client.Version;

    /// <summary>Whether a run takes an input.</summary>
    public bool TakesInput => Client.Input is not null;

    /// <summary>Whether a run returns a result; else its result is JSON's null.</summary>
    public bool ReturnsResult => Client.Output is not null;

    /// <summary>What is doubtful about its document, and does not stand against it. Empty where it was published before, or by somebody else.</summary>
    public IReadOnlyList<PublishFinding> Warnings { get; }

    /// <summary>Whether the input may be JSON's null.</summary>
    internal bool AllowsNull { get; init; }

    /// <summary>The messages that its runs wait for, by their names.</summary>
    internal IReadOnlyDictionary<string, PayloadType> Messages { get; init; } = new Dictionary<string, PayloadType>();

    internal WorkflowPlan Worker { get; }

    internal WorkflowPlan Client { get; }

    /// <inheritdoc/>
    public override string ToString() => Client.Id;
}
