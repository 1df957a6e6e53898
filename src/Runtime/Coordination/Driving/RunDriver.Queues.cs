using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Driving;

/// <summary>How a held run asks for whom its slots are, and tells that something has changed in the lines of queues.</summary>
internal sealed partial class RunDriver
{
    private readonly Dictionary<StepUnit, Task> keying = [];

    private void Launch(QueueKeyStart ask) => keying[ask.Unit] = AskAsync(ask);

    private async Task AskAsync(QueueKeyStart ask)
    {
        QueueKeyOutcome outcome = await services.Keys.ReadAsync(ask, ending.Token).ConfigureAwait(false);
        inbox.Writer.TryWrite(outcome);
    }

    private void TakeIn(QueueKeyOutcome outcome)
    {
        keying.Remove(outcome.Unit);
        progress.Apply(outcome);
        if (outcome.Failure is { } failure) LogStepFailed(services.Logger, failure, plan.Steps[outcome.Unit.Step].Id, claimed.Id);
    }

    /// <summary>Who has come may be granted a slot, and who has left leaves one. A run that is let go of may have been paused before, and stand in line again.</summary>
    private void AnnounceToQueues(Checkpoint checkpoint)
    {
        foreach (QueueWrite write in checkpoint.Queues) services.Queues.Ask(write.Queue);
        if (!checkpoint.Release || !PlanGraph.Of(plan).HasQueues) return;
        foreach (StepPlan step in plan.Steps)
        {
            if (step.Queue is { } queue) services.Queues.Ask(queue.Queue);
        }
    }
}
