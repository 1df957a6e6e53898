using System.Text.Json.Serialization.Metadata;
using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.Steps;

/// <summary>Whether an attempt is heard of, and how far it says that it has come.</summary>
internal sealed class AttemptPulse : IDisposable
{
    private readonly StepStart start;
    private readonly StepKey key;
    private readonly Heartbeats heartbeats;
    private readonly PayloadSerializer serializer;
    private readonly CancellationTokenSource? silence;
    private readonly Lock gate = new();
    private bool hasEnded;

    public AttemptPulse(StepStart start, Heartbeats heartbeats, PayloadSerializer serializer, TimeProvider time)
    {
        this.start = start;
        this.heartbeats = heartbeats;
        this.serializer = serializer;
        key = new StepKey(start.ExecutionId, start.IsUndo ? UndoOf(start.Step.Id) : start.Step.Id, start.Unit.Item, start.Unit.Round);

        // How often a step is heard of says nothing of its undo.
        if (!start.IsUndo && start.Step.HeartbeatTimeout is { } timeout && timeout <= AttemptLimit.LongestTimer) silence = new CancellationTokenSource(timeout, time);
    }

    /// <summary>Cancelled when the attempt was silent for too long.</summary>
    public CancellationToken Silence => silence?.Token ?? CancellationToken.None;

    /// <summary>Whether it was silent for too long.</summary>
    public bool IsSilent => silence is { IsCancellationRequested: true };

    private string What => $"the details of a heartbeat of step '{start.Step.Id}'";

    /// <summary>It is alive.</summary>
    public void Beat()
    {
        // One that was left behind goes on, and is not heard any more.
        lock (gate)
        {
            if (!hasEnded) silence?.CancelAfter(start.Step.HeartbeatTimeout!.Value);
        }
    }

    /// <summary>It is alive, and has come so far.</summary>
    public void Beat<T>(T details, JsonTypeInfo<T>? typeInfo)
    {
        var progress = new ProgressWrite(key, start.Attempt, serializer.Store(details, typeInfo, new PayloadPlace(start.ExecutionId), What));
        lock (gate)
        {
            if (hasEnded) return;
            silence?.CancelAfter(start.Step.HeartbeatTimeout!.Value);
            heartbeats.Record(progress);
        }
    }

    /// <summary>The newest details of this attempt or an earlier one.</summary>
    public async ValueTask<T?> LastAsync<T>(JsonTypeInfo<T>? typeInfo, CancellationToken cancellationToken) =>
        await heartbeats.ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } details ? serializer.Read(details, typeInfo, new PayloadPlace(start.ExecutionId), What) : default;

    /// <summary>The attempt has ended.</summary>
    /// <param name="hasResult">Whether it has its result; if not, what it told last is recorded first.</param>
    public async Task EndAsync(bool hasResult)
    {
        Close();
        if (hasResult) heartbeats.Forget(key);
        else await heartbeats.FlushAsync(key).ConfigureAwait(false);
    }

    public void Dispose()
    {
        Close();
        silence?.Dispose();
    }

    /// <summary>Under what the progress of an undo is kept, apart from that of its step: no step has an id with this character.</summary>
    private static string UndoOf(string step) => $"{step}@undo";

    private void Close()
    {
        lock (gate) hasEnded = true;
    }
}
