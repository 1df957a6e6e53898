using System.Text.Json.Serialization.Metadata;
using Perdure.Streams;

namespace Perdure.Steps;

/// <summary>What the attempt emits; nothing is made for one that does not.</summary>
internal sealed partial class RuntimeStepCall
{
    /// <summary>How long the end of an attempt without a result waits for what it emitted last.</summary>
    private static readonly TimeSpan LastItems = TimeSpan.FromSeconds(5);

    private readonly StreamAppender streams;
    private AttemptStream? stream;

    /// <summary>Waits until all that was emitted is written; what cannot be fails the attempt.</summary>
    public Task FlushAsync() => Volatile.Read(ref stream) is { } emitted ? emitted.FlushAsync(CancellationToken) : Task.CompletedTask;

    /// <summary>The attempt has ended, however it did. Of one that has failed, what it emitted last is there before its failure is, unless the database is away.</summary>
    public async Task EndStreamAsync(TimeProvider time)
    {
        AttemptStream? emitted;
        lock (gate)
        {
            hasEnded = true;
            emitted = stream;
        }

        if (emitted is null) return;
        emitted.Close();
        using var limit = new CancellationTokenSource(LastItems, time);
        await emitted.FlushAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private ValueTask EmitAsync<T>(T value, JsonTypeInfo<T>? typeInfo, CancellationToken cancellationToken)
    {
        AttemptStream emitted;
        lock (gate)
        {
            emitted = stream ??= new AttemptStream(start, streams, serializer);
            if (hasEnded) emitted.Close();
        }

        return emitted.EmitAsync(value, typeInfo, cancellationToken.CanBeCanceled ? cancellationToken : CancellationToken);
    }

    /// <summary>The context of an agent in a run: what it emits is its step's.</summary>
    private sealed class RecordingAgentContext(RuntimeStepCall call, Guid executionId, string workflow, string stepId, int attempt, string idempotencyKey, string agent)
        : AgentContext(executionId, workflow, stepId, attempt, idempotencyKey, agent)
    {
        public override ValueTask EmitAsync<T>(T value, JsonTypeInfo<T>? typeInfo = null, CancellationToken cancellationToken = default) => call.EmitAsync(value, typeInfo, cancellationToken);
    }
}
