using System.Collections.Concurrent;
using System.Diagnostics;

namespace Perdure.Runtime.Tests.Telemetry;

/// <summary>Listens to the activities of one trace, which it begins itself.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> stopped = new();
    private readonly ActivityListener listener;

    public SpanRecorder()
    {
        Root = new Activity("starter") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        Root.SetIdFormat(ActivityIdFormat.W3C);
        Root.Start();
        listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == PerdureTelemetry.SourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == Root.TraceId) stopped.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>The activity of whoever starts runs here. It is the current one until it is disposed, or stopped.</summary>
    public Activity Root { get; }

    /// <summary>What has ended in its trace, in that order.</summary>
    public IReadOnlyList<Activity> Spans => [.. stopped];

    /// <summary>The one that bears a name and, where that is given, an attempt.</summary>
    public Activity Single(string name, int? attempt = null) =>
        Spans.Single(span => span.OperationName == name && (attempt is null || span.GetTagItem("perdure.attempt") is int number && number == attempt));

    public void Dispose()
    {
        listener.Dispose();
        Root.Dispose();
    }
}

/// <summary>What listens to activities listens in the whole process: these tests run one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TracingCollection
{
    public const string Name = "activities";
}
