namespace Perdure.GroupCommit;

/// <summary>What a checkpoint says of its run.</summary>
internal enum Said
{
    Started,
    StepDone,
    Ended,
}

/// <summary>One thing that has to be on the disk before its run goes on.</summary>
internal sealed record Checkpoint(Said Said, long Run, int Step, byte[] Payload)
{
    private readonly TaskCompletionSource durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Durable => this.durable.Task;

    public void IsDurable() => this.durable.SetResult();

    public void IsLost(Exception exception) => this.durable.SetException(exception);
}
