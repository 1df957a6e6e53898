namespace Perdure.Coordination.Notices;

/// <summary>Hints about streams: to other processes while one of them follows, of each stream at most one in a while, however many tokens it takes.</summary>
internal sealed partial class Notifier
{
    private readonly HashSet<Guid> emitted = [];
    private readonly ITimer streamsTimer;
    private long lastStreams;

    /// <summary>Something was appended to the streams of runs.</summary>
    public void Emitted(IReadOnlyCollection<Guid> runs)
    {
        foreach (Guid run in runs) wakeups.Streams.Signal(run);
        if (runs.Count == 0 || !IsFollowed) return;
        lock (emitted)
        {
            bool isScheduled = emitted.Count > 0;
            emitted.UnionWith(runs);
            if (isScheduled) return;
        }

        TimeSpan passed = Interlocked.Read(ref lastStreams) is var last and not 0 ? time.GetElapsedTime(last) : EventsPause;
        if (passed >= EventsPause) SendStreams();
        else streamsTimer.Change(EventsPause - passed, Timeout.InfiniteTimeSpan);
    }

    private void SendStreams()
    {
        Interlocked.Exchange(ref lastStreams, time.GetTimestamp());
        Guid[] runs;
        lock (emitted)
        {
            runs = [.. emitted];
            emitted.Clear();
        }

        foreach (Guid run in runs) hints.Writer.TryWrite($"stream {run}");
    }
}
