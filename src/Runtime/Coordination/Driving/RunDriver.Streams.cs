using Perdure.State;
using Perdure.Streams;

namespace Perdure.Coordination.Driving;

/// <summary>How attempts that emit have their start told of, before anybody reads what they emitted.</summary>
internal sealed partial class RunDriver : IStartTeller
{
    private readonly Lock tellingGate = new();
    private List<(StepUnit Unit, TaskCompletionSource Told)>? telling;
    private bool hasLeft;

    Task IStartTeller.TellStartAsync(StepUnit unit)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (tellingGate)
        {
            if (hasLeft) return Task.FromCanceled(new CancellationToken(canceled: true));
            (telling ??= []).Add((unit, told));
        }

        RecordStarts();
        return told.Task;
    }

    /// <summary>What there is to write is written: starts that it told of are known.</summary>
    private void AnswerTold()
    {
        if (Volatile.Read(ref telling) is null) return;
        lock (tellingGate)
        {
            foreach ((_, TaskCompletionSource told) in telling!.Where(one => progress.IsTold(one.Unit))) told.TrySetResult();
            telling!.RemoveAll(static one => one.Told.Task.IsCompleted);
            if (telling.Count == 0) telling = null;
        }
    }

    /// <summary>Nothing more is told of here.</summary>
    private void EndTelling()
    {
        lock (tellingGate)
        {
            hasLeft = true;
            foreach ((_, TaskCompletionSource told) in telling ?? []) told.TrySetCanceled();
            telling = null;
        }
    }
}
