using BenchmarkDotNet.Attributes;
using Perdure.Coordination.Progress;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Micro;

/// <summary>A held run from its first step to its end, without a database: what was decided, and what would have been written.</summary>
public class AdvanceBenchmarks
{
    private static readonly Guid Run = Guid.CreateVersion7();

    private WorkflowPlan chain = null!;
    private WorkflowPlan fan = null!;

    [Params(2, 100, 1_000)]
    public int Steps { get; set; }

    [GlobalSetup]
    public void Plan()
    {
        this.chain = Plan("chain", step => new StepPlan($"S{step}") { Inputs = [new StepInput("before", step - 1)], Level = step });
        this.fan = Plan("fan", step => new StepPlan($"S{step}")
        {
            Inputs = [.. (step < Steps - 1 ? [WorkflowPlan.InputProducer] : Enumerable.Range(0, Steps - 1)).Select(producer => new StepInput($"p{producer + 1}", producer))],
            Level = step < Steps - 1 ? 0 : 1,
        });
    }

    [Benchmark]
    public int Chain() => Advance(this.chain);

    [Benchmark]
    public int Fan() => Advance(this.fan);

    private static int Advance(WorkflowPlan plan)
    {
        var progress = new RunProgress(new ClaimedRun(Run, $"{plan.Name}@1", "{}", Token: 1, LastSeq: 0, TakenOverFrom: null), new RunState(plan, TimeProvider.System), TimeProvider.System);
        progress.Begin("micro");
        var checkpoints = 0;
        while (progress.Advance(new HeldContext(Token: 1, "{}")) is { } next)
        {
            checkpoints += next.Checkpoint is null ? 0 : 1;
            if (next.Starts.Count == 0)
            {
                break;
            }

            foreach (var start in next.Starts)
            {
                progress.Apply(new StepOutcome(start.Unit, "{}", Failure: null, Interrupted: false, Calls: []));
            }
        }

        return checkpoints;
    }

    private WorkflowPlan<None, None> Plan(string name, Func<int, StepPlan> step) =>
        new WorkflowPlan<None, None>(name, 1, new NoRunner()) { Steps = [.. Enumerable.Range(0, Steps).Select(step)] };

    private sealed class NoRunner : WorkflowRunner
    {
        public override ValueTask<object?> RunAsync(int step, StepCall call) => throw new InvalidOperationException("Nothing runs here");
    }
}
