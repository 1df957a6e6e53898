using Perdure.Payloads;

namespace Perdure.Coordination;

/// <summary>A run that was started in the process of the worker that drives it: its end is known here once it is committed, and need not be read again.</summary>
internal sealed class LocalRun
{
    private readonly TaskCompletionSource<LocalEnd?> left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the run has ended or left this worker; null: it left otherwise, and the database knows more.</summary>
    public Task<LocalEnd?> Left => left.Task;

    public void End(ExecutionStatus status, StoredPayload? output) => left.TrySetResult(new LocalEnd(status, output));

    public void Leave() => left.TrySetResult(null);
}

/// <summary>How a run ended.</summary>
internal sealed record LocalEnd(ExecutionStatus Status, StoredPayload? Output);
