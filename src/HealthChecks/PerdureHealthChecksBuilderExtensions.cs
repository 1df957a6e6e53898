using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Perdure;

/// <summary>Adds Perdure to the health checks of a host.</summary>
public static class PerdureHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check that says in words what keeps this host from working: the database, its schema, the worker's lease, its lanes, its version. It asks the database once, and
    /// only when it is asked itself. Of a host without a worker it looks at the database alone.
    /// </summary>
    /// <param name="builder">The host's health checks: <c>services.AddHealthChecks()</c>.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">What is reported where the host cannot work; null: <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags to choose checks by.</param>
    /// <param name="timeout">How long the database may take to answer; null: five seconds.</param>
    /// <returns>The builder.</returns>
    public static IHealthChecksBuilder AddPerdure(
        this IHealthChecksBuilder builder, string name = "perdure", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        TimeSpan limit = timeout ?? TimeSpan.FromSeconds(5);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(timeout));

        // The check has a time limit of its own: that of the registration would take the words away.
        return builder.Add(new HealthCheckRegistration(name, provider => new PerdureHealthCheck(Health(provider), limit), failureStatus, tags));
    }

    private static PerdureHealth Health(IServiceProvider provider) => provider.GetService<PerdureHealth>()
        ?? throw new PerdureConfigurationException("The health check of Perdure has nothing to look at: call AddPerdure on the services as well");
}
