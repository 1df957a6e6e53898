using Perdure.Coordination.Progress;
using Perdure.Payloads;
using Perdure.Runtime.Tests.Support;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>A held run without a database: what happens is told, and what it decides is looked at.</summary>
internal sealed class RunScenario
{
    private readonly WorkflowPlan plan;
    private readonly ClaimedRun run;
    private long messages;
    private RunProgress? progress;

    /// <summary>A run of steps whose starts are recorded before they run.</summary>
    public RunScenario(params StepPlan[] steps)
        : this(lastSeq: 0, takenOverFrom: null, steps)
    {
    }

    /// <inheritdoc cref="RunScenario(StepPlan[])"/>
    public RunScenario(long lastSeq, Guid? takenOverFrom, params StepPlan[] steps)
        : this([.. steps.Select(RecordedFirst)], lastSeq, takenOverFrom)
    {
    }

    private RunScenario(StepPlan[] steps, long lastSeq, Guid? takenOverFrom)
        : this(TestPlan.Of("scenario", static (_, _) => throw new InvalidOperationException("Nothing runs here"), steps), lastSeq, takenOverFrom)
    {
    }

    private RunScenario(WorkflowPlan plan, long lastSeq, Guid? takenOverFrom)
    {
        this.plan = plan;
        State = new RunState(plan, Time);
        run = new ClaimedRun(Guid.CreateVersion7(), plan.Id, "\"input\"", 7, lastSeq, takenOverFrom);
    }

    /// <summary>A run of pure code steps.</summary>
    public static RunScenario OfCode(params StepPlan[] steps) => new(steps, lastSeq: 0, takenOverFrom: null);

    /// <summary>A run of a plan.</summary>
    public static RunScenario Of(WorkflowPlan plan, long lastSeq = 0) => new(plan, lastSeq, takenOverFrom: null);

    public ManualTime Time { get; } = new();

    public RunState State { get; }

    public TimeSpan? NextDue => Progress.NextDue;

    private RunProgress Progress => progress ??= new RunProgress(run, State, Time);

    public RunScenario Restore(string step, StepStatus status, int attempt = 1, int failures = 0, string? error = null, TimeSpan? dueIn = null, string? output = null)
    {
        State.Restore(IndexOf(step), new StepRow(step, status, attempt, failures, error, dueIn));
        State[IndexOf(step)].Output = output;
        return this;
    }

    public NextMove Begin()
    {
        Progress.Begin("worker");
        return Advance();
    }

    public NextMove Advance()
    {
        NextMove move = Progress.Advance(new HeldContext(run.Token, run.Input));
        foreach (StepStart start in move.Starts) Progress.Launch(start);
        return move;
    }

    /// <summary>What still runs is told of.</summary>
    public NextMove Lasts()
    {
        Progress.RecordStarts();
        return Advance();
    }

    /// <summary>The run was read again from its rows, and a step of it is under way.</summary>
    public RunScenario Continues(string step, int attempt, long startedAt)
    {
        Progress.Continue(IndexOf(step), attempt, startedAt);
        return this;
    }

    /// <summary>It was taken over so many times before any step of it settled, and may be no more often than a limit.</summary>
    public NextMove IsCondemned(int limit)
    {
        Progress.Begin("worker");
        Progress.Condemn(limit);
        return Advance();
    }

    private static StepPlan RecordedFirst(StepPlan step) => new(step.Id)
    {
        Agent = step.Agent,
        Inputs = step.Inputs,
        After = step.After,
        Level = step.Level,
        Output = step.Output,
        Retry = step.Retry,
        Timeout = step.Timeout,
        Delay = step.Delay,
        NotIdempotent = true,
    };

    public RunScenario Succeeds(string step, string output = "\"done\"", params AgentCall[] calls) => Apply(new StepOutcome(IndexOf(step), output, null, Interrupted: false, calls));

    public RunScenario Fails(string step, Exception failure, params AgentCall[] calls) => Apply(new StepOutcome(IndexOf(step), null, failure, Interrupted: false, calls));

    /// <summary>A predicate has said yes or no.</summary>
    public RunScenario Says(string predicate, bool answer) => Apply(new DecisionOutcome(Decision(predicate), answer ? 1 : 0, null));

    /// <summary>A predicate has failed, or, without an exception, was cut off.</summary>
    public RunScenario DoesNotSay(string predicate, Exception? failure = null) => Apply(new DecisionOutcome(Decision(predicate), null, failure));

    private RunScenario Apply(DecisionOutcome outcome)
    {
        Progress.Apply(outcome);
        return this;
    }

    private int Decision(string predicate) => State.Graph.Decisions.OfPredicate(predicate)!.Value;

    public RunScenario IsInterrupted(string step) => Apply(new StepOutcome(IndexOf(step), null, null, Interrupted: true, []));

    /// <summary>The items of a mapped step are known.</summary>
    public RunScenario Maps(string step, params string[] items)
    {
        Progress.Provide(IndexOf(step), [[.. items.Select(static item => ((StoredPayload?)item)!)]]);
        return this;
    }

    public RunScenario ItemFails(string step, int item, Exception failure) => Apply(new StepOutcome(new StepUnit(IndexOf(step), item), null, failure, Interrupted: false, []));

    public RunScenario ItemIsInterrupted(string step, int item) => Apply(new StepOutcome(new StepUnit(IndexOf(step), item), null, null, Interrupted: true, []));

    public RunScenario IsCancelled()
    {
        Progress.Apply(new Message(run.Id, ++messages, "CANCEL"));
        return this;
    }

    public RunScenario IsStopped()
    {
        Progress.Stop();
        return this;
    }

    private RunScenario Apply(StepOutcome outcome)
    {
        Progress.Apply(outcome);
        return this;
    }

    private int IndexOf(string step) => plan.Steps.Select((planned, index) => (planned.Id, index)).Single(one => one.Id == step).index;
}

internal static class NextMoveText
{
    /// <summary>The events of a move's checkpoint, as <c>TYPE Step/attempt</c>.</summary>
    public static string Events(this NextMove move) => string.Join(
        ", ", move.Checkpoint!.Events.Select(entry => entry.StepId is null ? entry.Type : $"{entry.Type} {entry.StepId}/{entry.Attempt}"));

    /// <summary>The steps that a move starts, as <c>Step/attempt</c>.</summary>
    public static string Started(this NextMove move) => string.Join(", ", move.Starts.Select(start => $"{start.Step.Id}/{start.Attempt}"));

    /// <summary>The predicates that a move asks.</summary>
    public static string Asked(this NextMove move) => string.Join(", ", move.Asks.Select(ask => ask.Plan.Predicates[ask.Decision].Id));

    /// <summary>The rows that a move's checkpoint writes, as <c>Step STATUS attempt/failures</c>.</summary>
    public static string Rows(this NextMove move) => string.Join(
        ", ", move.Checkpoint!.Steps.Select(step => $"{step.StepId} {step.Status.ToText()} {step.Attempt}/{step.Failures}"));
}
