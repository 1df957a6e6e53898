namespace Perdure;

/// <summary>How long a private server lives.</summary>
public enum EmbeddedPostgresLifetime
{
    /// <summary>It goes on running when its users are gone, with its data; the next user of its folder adopts it.</summary>
    Shared,

    /// <summary>
    /// A new and empty server, stopped and deleted when it is disposed. What a killed process left behind is removed by
    /// the next that asks for a temporary server in the same folder.
    /// </summary>
    Temporary,
}
