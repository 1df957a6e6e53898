using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Embedded.Files;

namespace Perdure;

/// <summary>What a private server is to be like. The defaults are those of a developer's own machine.</summary>
public sealed class EmbeddedPostgresOptions
{
    /// <summary>
    /// The folder in which the server lives. By default <c>perdure</c> in the user's data folder, and
    /// <c>/var/lib/perdure</c> for root. All who name the same folder share one server.
    /// </summary>
    public string Folder { get; set; } = UserFolders.Data;

    /// <summary>The database to connect to, made where it is missing.</summary>
    public string Database { get; set; } = "perdure";

    /// <summary>Whether the server stays for the next user, or goes with this one.</summary>
    public EmbeddedPostgresLifetime Lifetime { get; set; }

    /// <summary>
    /// Whether a commit is on the disk before it is acknowledged. By default it is for a shared server, whose data
    /// must outlive a power cut, and not for a temporary one.
    /// </summary>
    public bool? Durable { get; set; }

    /// <summary>Where to look for the server's programs.</summary>
    public PostgresBinaries Binaries { get; set; } = PostgresBinaries.Any;

    /// <summary>Where fetched programs are kept. By default <c>perdure</c> in the user's cache, and <c>/var/cache/perdure</c> for root.</summary>
    public string CacheFolder { get; set; } = UserFolders.Cache;

    /// <summary>Further settings of the server, as in <c>postgresql.conf</c>. The one who starts the server decides them.</summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long to wait for the server to answer; recovery after a crash counts.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Time, for the waits.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Hears when programs are fetched, and when a cluster is made, started or adopted.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    internal bool IsDurable => Durable ?? Lifetime == EmbeddedPostgresLifetime.Shared;
}
