using Perdure.Steps;

namespace Perdure.Coordination.Driving;

/// <summary>An attempt that is under way.</summary>
/// <param name="start">What was started.</param>
/// <param name="startedAt">When, in monotonic time.</param>
internal sealed class Flight(StepStart start, long startedAt)
{
    public StepStart Start { get; } = start;

    public long StartedAt { get; } = startedAt;

    /// <summary>Ends with the attempt; never fails.</summary>
    public Task Attempt { get; set; } = Task.CompletedTask;
}
