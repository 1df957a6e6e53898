using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Perdure.Runtime.Tests.Telemetry;

/// <summary>Listens to the meters of the hosts that it is given to, and to no others of the process.</summary>
internal sealed class MetricRecorder : IMeterFactory
{
    private readonly ConcurrentQueue<Measured> measured = new();
    private readonly ConcurrentQueue<Meter> meters = new();
    private readonly MeterListener listener = new();

    public MetricRecorder()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (!ReferenceEquals(instrument.Meter.Scope, this)) return;
            Published.Enqueue(instrument);
            listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.Start();
    }

    public ConcurrentQueue<Instrument> Published { get; } = new();

    public IReadOnlyList<Measured> All => [.. measured];

    public Meter Create(MeterOptions options)
    {
        options.Scope = this;
        var meter = new Meter(options);
        meters.Enqueue(meter);
        return meter;
    }

    /// <summary>For the services of a host.</summary>
    public void AddTo(IServiceCollection services) => services.AddSingleton<IMeterFactory>(_ => new Shared(this));

    /// <summary>Asks what is observed and not told.</summary>
    public IReadOnlyList<Measured> Collect()
    {
        listener.RecordObservableInstruments();
        return All;
    }

    /// <summary>The sum of a counter, or of what a histogram was told, where the tags are these.</summary>
    public double Sum(string name, string tags = "") => All.Where(one => one.Name == name && one.Tags.Contains(tags, StringComparison.Ordinal)).Sum(one => one.Value);

    /// <summary>How often it was told.</summary>
    public int Count(string name, string tags = "") => All.Count(one => one.Name == name && one.Tags.Contains(tags, StringComparison.Ordinal));

    public void Dispose()
    {
        listener.Dispose();
        foreach (Meter meter in meters) meter.Dispose();
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = new List<string>();
        foreach (KeyValuePair<string, object?> tag in tags) all.Add($"{tag.Key}={tag.Value}");
        measured.Enqueue(new Measured(instrument.Name, value, string.Join(' ', all.Order(StringComparer.Ordinal))));
    }

    internal sealed record Measured(string Name, double Value, string Tags);

    /// <summary>A host disposes of its services; several hosts share this one.</summary>
    private sealed class Shared(MetricRecorder recorder) : IMeterFactory
    {
        public Meter Create(MeterOptions options) => recorder.Create(options);

        public void Dispose()
        {
            // The recorder is the test's.
        }
    }
}
