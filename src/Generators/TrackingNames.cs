namespace Perdure.Generators;

/// <summary>The steps of the generator whose reuse the tests look at.</summary>
internal static class TrackingNames
{
    /// <summary>The models of workflows, before anything is taken in from elsewhere.</summary>
    public const string Workflows = nameof(Workflows);

    /// <summary>The documents, read.</summary>
    public const string Documents = nameof(Documents);

    /// <summary>The models of workflows that are documents.</summary>
    public const string DocumentWorkflows = nameof(DocumentWorkflows);

    /// <summary>The models of agents.</summary>
    public const string Agents = nameof(Agents);

    /// <summary>The models of remote agents.</summary>
    public const string RemoteAgents = nameof(RemoteAgents);

    /// <summary>What each remote agent's file is written from.</summary>
    public const string RemoteFiles = nameof(RemoteFiles);

    /// <summary>The user's serializer contexts.</summary>
    public const string Contexts = nameof(Contexts);

    /// <summary>What each workflow's file is written from.</summary>
    public const string Files = nameof(Files);

    /// <summary>What the registry is written from.</summary>
    public const string Registry = nameof(Registry);

    /// <summary>What <c>AddWorkflows()</c> is written from.</summary>
    public const string Registries = nameof(Registries);
}
