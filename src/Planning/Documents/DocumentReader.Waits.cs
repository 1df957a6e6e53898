namespace Perdure.Planning;

/// <summary>Reads what steps wait for that is neither a step nor a signal: time, and a slot.</summary>
internal sealed partial class DocumentReader
{
    /// <summary>The data that says how long; null: a duration does, or nothing.</summary>
    private static Written<string>? ReadDelayBy(ObjectReader step)
    {
        if (step.Value("delay") is not { Kind: JsonKind.Object } value || step.Object("delay", DocumentProperties.Delay, "a duration or an object") is not { } delay) return null;
        if (delay.Find("by") is null) delay.Report(FirstCharacter(value.Range), "has no 'by', which says what decides how long it is");
        return delay.Text("by");
    }

    private static ObjectReader? ReadQueue(ObjectReader step)
    {
        ObjectReader? queue = step.Object("queue", DocumentProperties.Queue, "the name of a queue or an object");
        if (queue is not null && queue.Find("name") is null) queue.Report(FirstCharacter(queue.Range), "has no 'name', which is that of the queue");
        return queue;
    }
}
