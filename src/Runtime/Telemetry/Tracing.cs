using System.Diagnostics;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Telemetry;

/// <summary>
/// The activities. There is none for a run: it is driven by one process after another, and an activity begins and ends in one. What belongs to it hangs on the activity that
/// started it, whose traceparent is stored with the run.
/// </summary>
internal static class Tracing
{
    public static ActivitySource Source { get; } = new(PerdureTelemetry.SourceName, PerdureTelemetry.Version);

    /// <summary>The trace that a run is started in, as it is stored; null: none, or one of another format than W3C's.</summary>
    public static string? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current.Id : null;

    /// <summary>Begins the activity of a start; null: nobody listens.</summary>
    public static Activity? BeginStart(NewExecution run) => !Source.HasListeners()
        ? null
        : Source.StartActivity(
            $"perdure.start {run.Workflow}",
            ActivityKind.Producer,
            default(ActivityContext),
            [
                new(TelemetryTags.Workflow, run.Workflow), new(TelemetryTags.Version, run.Version), new(TelemetryTags.ExecutionId, run.Id.ToString()), new(TelemetryTags.Queue, run.Queue),
            ]);

    /// <summary>Begins the activity of an attempt, below the one that started its run; null: nobody listens.</summary>
    public static Activity? BeginStep(StepStart start) => !Source.HasListeners()
        ? null
        : Source.StartActivity(
            $"perdure.step {start.Name}",
            ActivityKind.Consumer,
            ParentOf(start.Trace),
            [
                new(TelemetryTags.Workflow, start.Plan.Name), new(TelemetryTags.Version, start.Plan.Version), new(TelemetryTags.ExecutionId, start.ExecutionId.ToString()),
                new(TelemetryTags.Step, start.Name), new(TelemetryTags.Attempt, start.Attempt),
            ]);

    /// <summary>Begins the activity of an agent's call, below the attempt that makes it; null: nobody listens.</summary>
    public static Activity? BeginAgent(AgentContext context) => !Source.HasListeners()
        ? null
        : Source.StartActivity(
            $"perdure.agent {context.Agent}",
            ActivityKind.Internal,
            default(ActivityContext),
            [
                new(TelemetryTags.Agent, context.Agent), new(TelemetryTags.Workflow, context.Workflow), new(TelemetryTags.ExecutionId, context.ExecutionId.ToString()),
                new(TelemetryTags.Step, context.StepId), new(TelemetryTags.Attempt, context.Attempt),
            ]);

    /// <summary>Says how it ended; null: with success.</summary>
    public static void Settle(Activity? activity, string outcome, Exception? failure)
    {
        if (activity is null) return;
        activity.SetTag(TelemetryTags.Outcome, outcome);
        if (failure is null) return;
        activity.SetTag(TelemetryTags.ErrorType, failure.GetType().FullName);
        activity.SetStatus(ActivityStatusCode.Error, ExceptionText.MessageOf(failure));
        try
        {
            activity.AddException(failure);
        }
        catch (Exception)
        {
            // Its text cannot be read, and the status says so: the step has failed with this exception, and not with that one.
        }
    }

    /// <summary>Remote, even if the process is the same: samplers keep the trace's id then, also of one that is not recorded.</summary>
    private static ActivityContext ParentOf(string? trace) => ActivityContext.TryParse(trace, traceState: null, isRemote: true, out ActivityContext parent) ? parent : default;
}
