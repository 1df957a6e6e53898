namespace Perdure;

/// <summary>How an incarnation stands, for those who look from outside. Safe to ask when it is over.</summary>
internal sealed partial class WorkerSession
{
    /// <summary>How many runs it holds.</summary>
    public int Held => coordinator.Count;

    /// <summary>How many steps it runs.</summary>
    public int StepsRunning => services.Executor.Running;

    /// <summary>How long ago its lease was last prolonged.</summary>
    public TimeSpan LeaseAge => locks.Lease.Age;

    /// <summary>For how long its checkpoints have made no progress.</summary>
    public TimeSpan StalledFor => writer.StalledFor;
}
