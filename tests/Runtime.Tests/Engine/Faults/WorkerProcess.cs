using System.Diagnostics;
using Perdure.Runtime.Tests.Process;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>A worker in a process of its own.</summary>
internal sealed class WorkerProcess : TestProcess
{
    private WorkerProcess(System.Diagnostics.Process process)
        : base(process)
    {
    }

    public static WorkerProcess Start(string connectionString, string name, double lease, double grace = 10, string? pause = null, int maxRecoveries = 5, string? effects = null, bool schedules = false)
    {
        ProcessStartInfo start = Program(connectionString, name, Text(lease), Text(grace), Text(maxRecoveries));
        if (effects is not null) start.Environment[Effects.Variable] = effects;
        if (pause is not null) start.Environment[PausePoint.Variable] = pause;
        if (schedules) start.Environment[ProcessRegistry.SchedulesVariable] = "1";
        return new WorkerProcess(System.Diagnostics.Process.Start(start)!);
    }
}
