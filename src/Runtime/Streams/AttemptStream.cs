using System.Text.Json.Serialization.Metadata;
using Perdure.Payloads;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Streams;

/// <summary>
/// What one attempt emits. It is handed on in its order, and only once the start of the attempt is recorded: else the next attempt might bear the same number, and who reads could not tell them apart. What is not
/// written yet has a bound; whoever emits more waits.
/// </summary>
internal sealed class AttemptStream(StepStart start, StreamAppender appender, PayloadSerializer serializer)
{
    /// <summary>How many items of an attempt may wait to be written.</summary>
    public const int MaxItems = 256;

    /// <summary>How many characters of an attempt may wait to be written; one item may have more, if it is alone.</summary>
    public const int MaxCharacters = 256 * 1024;

    private readonly StepKey key = new(start.ExecutionId, start.Step.Id, start.Unit.Item, start.Unit.Round);
    private readonly Lock gate = new();
    private readonly Queue<StreamWrite> waiting = new();
    private TaskCompletionSource? room;
    private int items;
    private long characters;
    private Exception? failure;
    private State state;
    private bool isQueued;
    private bool hasEnded;

    private enum State
    {
        /// <summary>Nothing was emitted yet.</summary>
        Silent,

        /// <summary>Its start is being told of.</summary>
        Beginning,

        /// <summary>What it emits may be written.</summary>
        Told,
    }

    /// <summary>The run.</summary>
    public Guid ExecutionId => start.ExecutionId;

    private string What => $"an item that step '{start.Step.Id}' emits";

    private bool IsFull => items > 0 && (items >= MaxItems || characters >= MaxCharacters);

    /// <summary>Takes an item in, as it is now; waits while too much is not written yet.</summary>
    /// <exception cref="PayloadException">It cannot be written as JSON or encoded, or is too large.</exception>
    /// <exception cref="AttemptLostException">Another worker has the run.</exception>
    /// <exception cref="InvalidOperationException">The attempt has ended, or what it emitted earlier was refused.</exception>
    public ValueTask EmitAsync<T>(T value, JsonTypeInfo<T>? typeInfo, CancellationToken cancellationToken)
    {
        var item = new StreamWrite(key, start.Attempt, start.IsUndo, serializer.Store(value, typeInfo, new PayloadPlace(start.ExecutionId), What));
        return TryAdd(item) is { } full ? AddAsync(item, full, cancellationToken) : ValueTask.CompletedTask;
    }

    /// <summary>Waits until all that was emitted is written.</summary>
    /// <exception cref="AttemptLostException">Another worker has the run.</exception>
    /// <exception cref="InvalidOperationException">Some of it was refused.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (TakeRoom() is { } written)
        {
            appender.Hurry();
            await written.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The attempt has ended: what code that was left behind emits is refused.</summary>
    public void Close()
    {
        lock (gate) hasEnded = true;
    }

    /// <summary>Takes out what is to be written next. Only the appender does, one batch at a time.</summary>
    /// <returns>Whether there is more: it stays in the queue then.</returns>
    public bool Take(int maxItems, int maxCharacters, List<StreamWrite> batch)
    {
        lock (gate)
        {
            for (; maxItems > 0 && maxCharacters > 0 && waiting.TryDequeue(out StreamWrite? next); maxItems--)
            {
                batch.Add(next);
                maxCharacters -= next.Value.Json.Length;
            }

            return isQueued = waiting.Count > 0;
        }
    }

    /// <summary>Items are written.</summary>
    public void Written(IEnumerable<StreamWrite> written)
    {
        lock (gate)
        {
            foreach (StreamWrite item in written)
            {
                items--;
                characters -= item.Value.Json.Length;
            }

            TellRoom();
        }
    }

    /// <summary>What was emitted cannot be written.</summary>
    public void Fail(Exception cause)
    {
        lock (gate)
        {
            failure ??= cause;
            waiting.Clear();
            TellRoom();
        }
    }

    /// <summary>Whether something that was emitted earlier could not be written.</summary>
    public bool HasFailed
    {
        get
        {
            lock (gate) return failure is not null;
        }
    }

    private async ValueTask AddAsync(StreamWrite item, Task full, CancellationToken cancellationToken)
    {
        for (Task? wait = full; wait is not null; wait = TryAdd(item))
        {
            appender.Hurry();
            await wait.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes an item in.</summary>
    /// <returns>Null; or, where there is no room, what ends when there may be.</returns>
    private Task? TryAdd(StreamWrite item)
    {
        State before, after;
        lock (gate)
        {
            if (failure is not null) throw failure;
            if (hasEnded) throw new InvalidOperationException($"Execution {start.ExecutionId}: attempt {start.Attempt} of step '{start.Step.Id}' has ended and emits nothing more: await what emits before the step returns");
            if (IsFull) return Room();
            waiting.Enqueue(item);
            items++;
            characters += item.Value.Json.Length;
            before = state;
            if (state == State.Silent) state = start is { IsRecorded: false, Teller: not null } ? State.Beginning : State.Told;
            after = state;
        }

        // Outside of the lock, within which the appender takes items out.
        if (after == State.Told) Queue();
        else if (before == State.Silent) _ = BeginAsync(start.Teller!);
        return null;
    }

    private async Task BeginAsync(IStartTeller teller)
    {
        try
        {
            await teller.TellStartAsync(start.Unit).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Fail(new AttemptLostException("its run is not driven on here"));
            return;
        }

        lock (gate) state = State.Told;
        Queue();
    }

    private void Queue()
    {
        bool isAwaited;
        lock (gate)
        {
            if (isQueued || waiting.Count == 0) return;
            isQueued = true;
            isAwaited = room is not null;
        }

        appender.Enqueue(this);
        if (isAwaited) appender.Hurry();
    }

    private Task? TakeRoom()
    {
        lock (gate)
        {
            if (failure is not null) throw failure;
            return items == 0 ? null : Room();
        }
    }

    private Task Room() => (room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void TellRoom()
    {
        room?.TrySetResult();
        room = null;
    }
}
