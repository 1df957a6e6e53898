using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Perdure;

/// <summary>The report of <see cref="PerdureHealth"/>, as a health check gives it.</summary>
internal sealed class PerdureHealthCheck(PerdureHealth health, TimeSpan timeout) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        PerdureHealthReport report = await health.CheckAsync(timeout, cancellationToken).ConfigureAwait(false);
        HealthStatus status = report.Level switch
        {
            PerdureHealthLevel.Working => HealthStatus.Healthy,
            PerdureHealthLevel.Impaired => HealthStatus.Degraded,
            _ => context.Registration.FailureStatus,
        };
        return new HealthCheckResult(status, report.Description, report.Failure, report.Data);
    }
}
