using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Progress;

/// <summary>The waits of a held run that its data decides on.</summary>
internal sealed partial class RunProgress
{
    /// <summary>A question for a step's wait that was under way before the run was read again.</summary>
    public void ContinueDelay(int step) => delays.Ask(step);

    /// <summary>Takes in how long a step waits. The next checkpoint records it.</summary>
    public void Apply(DelayOutcome outcome)
    {
        if (outcome.Failure is { } exception)
        {
            delays.TakeBack(outcome.Step);
            NoteOfRun(StepErrors.From(exception, plan.Steps[outcome.Step].Id, attempt: 0));
        }
        else if (outcome.Delay is { } delay && failure is null && !IsCancelling)
        {
            delays.Wait(outcome.Step, delay);
        }
        else
        {
            delays.TakeBack(outcome.Step);
        }
    }

    private void AskDelays(HeldContext context, List<DelayStart> asks, HashSet<RunNeed> needs)
    {
        foreach (int step in delays.Open)
        {
            IReadOnlyList<StepInput> inputs = plan.Steps[step].DelayBy!.Inputs;
            RunNeed[] missing = [.. PlanGraph.TakesFrom(inputs).Where(IsToBeGathered).Select(producer => new RunNeed(RunNeedKind.Results, producer))];
            needs.UnionWith(missing);
            if (missing.Length > 0) continue;
            delays.Ask(step);
            asks.Add(new DelayStart(run.Id, plan, step, InputsOf(inputs, context)));
        }
    }
}
