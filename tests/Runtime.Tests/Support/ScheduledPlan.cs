using System.Globalization;

namespace Perdure.Runtime.Tests.Support;

/// <summary>Workflows with schedules, written by hand. Their result is the instant that they ran for, and the one before.</summary>
internal static class ScheduledPlan
{
    public static WorkflowPlan<ScheduledTime, string> Of(params SchedulePlan[] schedules) => Of("nightly", 1, null, schedules);

    /// <summary>A workflow.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="gate">Holds its step; null: nothing does.</param>
    /// <param name="schedules">Its schedules.</param>
    public static WorkflowPlan<ScheduledTime, string> Of(string name, int version, Func<StepCall, Task>? gate, params SchedulePlan[] schedules) => new(name, version, new Runner(gate))
    {
        Input = PayloadType.Of<ScheduledTime>(),
        Output = TestPlan.Text,
        Steps = [TestPlan.First("One")],
        Result = 0,
        Schedules = schedules,
    };

    private sealed class Runner(Func<StepCall, Task>? gate) : WorkflowRunner
    {
        public override async ValueTask<object?> RunAsync(int step, StepCall call)
        {
            if (gate is not null) await gate(call);
            ScheduledTime time = call.Read<ScheduledTime>(WorkflowPlan.InputProducer, PayloadType.Of<ScheduledTime>());
            return $"{Text(time.Due)} after {(time.Previous is { } previous ? Text(previous) : "none")}";
        }

        private static string Text(DateTimeOffset instant) => instant.ToString("MM-dd HH:mmzzz", CultureInfo.InvariantCulture);
    }
}
