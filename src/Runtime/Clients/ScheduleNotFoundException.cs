namespace Perdure;

/// <summary>There is no schedule of that id: no worker that has its workflow has started yet, or it was deleted.</summary>
public sealed class ScheduleNotFoundException : Exception
{
    internal ScheduleNotFoundException(string schedule)
        : base($"Schedule '{schedule}' does not exist: its id is the workflow's name, a '/', and its own ('default' unless it is named), and it is there once a worker that has the workflow has started") => Schedule = schedule;

    /// <summary>The id that was asked for.</summary>
    public string Schedule { get; }
}
