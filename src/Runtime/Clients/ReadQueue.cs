using Microsoft.Extensions.Logging;
using Perdure.Coordination;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>Reads of runs whose ends are waited for. Ends are told of many at once, and so they are read; while the database is away, one question waits for it, and not one for each run.</summary>
internal sealed class ReadQueue : IAsyncDisposable
{
    private static readonly SharedCallLimits<PendingRead> Limits = new(200) { IsWanted = static read => !read.Result.IsCompleted };
    private readonly IExecutionStore store;
    private readonly Patience patience;
    private readonly SharedCalls<PendingRead> calls;
    private readonly CancellationTokenSource stopping = new();

    public ReadQueue(IExecutionStore store, TimeProvider time, ILogger<ReadQueue> logger)
    {
        this.store = store;
        patience = new Patience(time, new EngineLogger(logger), stopping.Token);
        calls = new SharedCalls<PendingRead>(Limits, ReadAsync);
    }

    /// <summary>Reads a run.</summary>
    /// <returns>The run; null: there is none.</returns>
    /// <exception cref="ObjectDisposedException">The host has stopped.</exception>
    /// <exception cref="DatabaseRefusalException">The database would say the same again.</exception>
    public async ValueTask<ExecutionRow?> GetAsync(Guid executionId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingRead(executionId);
        using CancellationTokenRegistration given = cancellationToken.UnsafeRegister(static (read, token) => ((PendingRead)read!).Abandon(token), pending);
        return calls.TryAdd(pending) ? await pending.Result.ConfigureAwait(false) : throw Stopped();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await calls.DisposeAsync().ConfigureAwait(false);
        stopping.Dispose();
    }

    private static ObjectDisposedException Stopped() => new(nameof(WorkflowClient), "The host has stopped, and asks for no runs any more");

    private async Task ReadAsync(List<PendingRead> reads)
    {
        try
        {
            Guid[] ids = [.. reads.Select(read => read.ExecutionId).Distinct()];
            Dictionary<Guid, ExecutionRow> rows = (await patience.AskAsync(asking => store.GetAsync(ids, asking)).ConfigureAwait(false)).ToDictionary(row => row.Id);
            foreach (PendingRead read in reads) read.Answer(rows.GetValueOrDefault(read.ExecutionId));
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            foreach (PendingRead read in reads) read.Refuse(Stopped());
        }
        catch (Exception failure)
        {
            foreach (PendingRead read in reads) read.Refuse(failure);
        }
    }

    private sealed class PendingRead(Guid executionId)
    {
        private readonly TaskCompletionSource<ExecutionRow?> result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Guid ExecutionId => executionId;

        public Task<ExecutionRow?> Result => result.Task;

        public void Answer(ExecutionRow? row) => result.TrySetResult(row);

        public void Refuse(Exception failure) => result.TrySetException(failure);

        public void Abandon(CancellationToken cancellationToken) => result.TrySetCanceled(cancellationToken);
    }
}
