using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Embedded.Hosting;

namespace Perdure;

/// <summary>Lets Perdure bring its own database.</summary>
public static class EmbeddedPostgresBuilderExtensions
{
    /// <summary>
    /// Uses a private PostgreSQL server on this machine, started on first use where it does not run yet: nothing has to
    /// be set up. For development and tests; in production, name a server with <c>UsePostgres</c>.
    /// </summary>
    /// <param name="perdure">The builder.</param>
    /// <param name="configure">Changes the options from their defaults.</param>
    /// <returns>The builder.</returns>
    public static PerdureBuilder UseEmbeddedPostgres(this PerdureBuilder perdure, Action<EmbeddedPostgresOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(perdure);
        perdure.Services.Replace(ServiceDescriptor.Singleton<IPostgresSource>(services =>
        {
            var options = new EmbeddedPostgresOptions
            {
                Logger = services.GetService<ILogger<EmbeddedPostgres>>() ?? NullLogger<EmbeddedPostgres>.Instance,
            };
            configure?.Invoke(options);
            return new EmbeddedPostgresSource(options);
        }));
        return perdure;
    }
}
