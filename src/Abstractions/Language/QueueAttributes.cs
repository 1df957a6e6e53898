namespace Perdure;

/// <summary>
/// Declares a queue: a limit that steps share over all workers, whatever their workflow. Once, in the assembly of the steps that are marked with <see cref="OnQueueAttribute"/>, or in one that it
/// references. What a worker declares when it starts counts from then on, for all workers.
/// </summary>
/// <param name="name">Its durable name, as <c>"gpu"</c>.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class QueueAttribute(string name) : Attribute
{
    /// <summary>Its durable name.</summary>
    public string Name { get; } = name;

    /// <summary>How many attempts may run at the same time; 0, the default: any number.</summary>
    public int Concurrency { get; set; }

    /// <summary>How many attempts of one <see cref="OnQueueAttribute.Key"/> may run at the same time; 0, the default: any number.</summary>
    public int KeyConcurrency { get; set; }

    /// <summary>How many attempts may begin in a second, on average; it may be less than one. 0, the default: any number.</summary>
    public double RatePerSecond { get; set; }

    /// <summary>How many attempts may begin at once after a pause, where there is a <see cref="RatePerSecond"/>.</summary>
    public int Burst { get; set; } = 1;
}

/// <summary>
/// Lets each attempt of a step wait for a slot of a queue, and give it back when it ends. On a step of code or of an agent; of a mapped step each item takes a slot, of a repeated one each round. Who waits
/// for a slot, or behind a failure for the next attempt, holds neither a slot nor a place in a worker.
/// </summary>
/// <param name="queue">The queue, which a <see cref="QueueAttribute"/> declares.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class OnQueueAttribute(string queue) : Attribute
{
    /// <summary>The queue.</summary>
    public string Queue { get; } = queue;

    /// <summary>
    /// A method of the class that says for whom the slot is, such as a tenant: <c>nameof(Tenant)</c>. It takes what the step takes, by name and type, and returns a text, a number, a <see cref="Guid"/> or an
    /// enum. Keys have their turns one after the other, so that one with much to do holds up no other. Null, or an empty text: no key.
    /// </summary>
    public string? Key { get; set; }
}
