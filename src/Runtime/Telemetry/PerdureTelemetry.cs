namespace Perdure;

/// <summary>The names under which a host listens to Perdure: <c>AddSource(PerdureTelemetry.SourceName)</c>, <c>AddMeter(PerdureTelemetry.MeterName)</c>.</summary>
public static class PerdureTelemetry
{
    /// <summary>The <see cref="System.Diagnostics.ActivitySource"/> of starts, step attempts and calls of agents.</summary>
    public const string SourceName = "Perdure";

    /// <summary>The <see cref="System.Diagnostics.Metrics.Meter"/> of the worker and the client.</summary>
    public const string MeterName = "Perdure";

    /// <summary>The version of both.</summary>
    internal static string Version { get; } = typeof(PerdureTelemetry).Assembly.GetName().Version!.ToString(3);
}
