using System.ComponentModel;
using System.Globalization;

namespace Perdure;

/// <summary>A limit that steps share over all workers. Written by the generator.</summary>
/// <param name="name">The queue's durable name.</param>
public sealed class QueuePlan(string name)
{
    /// <summary>The queue's durable name.</summary>
    public string Name { get; } = name;

    /// <summary>How many attempts may run at the same time; null: any number.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How many attempts of one key may run at the same time; null: any number.</summary>
    public int? KeyConcurrency { get; init; }

    /// <summary>How many attempts may begin in a second, on average; null: any number.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>How many attempts may begin at once after a pause.</summary>
    public int Burst { get; init; } = 1;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>That each attempt of a step takes a slot of a queue. Written by the generator.</summary>
/// <param name="queue">The queue's name.</param>
public sealed class OnQueuePlan(string queue)
{
    /// <summary>The queue's name.</summary>
    public string Queue { get; } = queue;

    /// <summary>The name of the method that says for whom a slot is; null: slots have no key.</summary>
    public string? Key { get; init; }
}

/// <summary>How generated code makes a text of what a key method returns, the same on each machine.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class QueueKeys
{
    /// <summary>A text.</summary>
    /// <param name="key">What the method returned.</param>
    /// <returns>The key.</returns>
    public static string? Of(string? key) => key;

    /// <summary>A number.</summary>
    /// <param name="key">What the method returned.</param>
    /// <returns>The key.</returns>
    public static string? Of(long? key) => key?.ToString(CultureInfo.InvariantCulture);

    /// <summary>An id.</summary>
    /// <param name="key">What the method returned.</param>
    /// <returns>The key.</returns>
    public static string? Of(Guid? key) => key?.ToString();

    /// <summary>A value of an enum.</summary>
    /// <param name="key">What the method returned.</param>
    /// <returns>The key.</returns>
    public static string? Of(Enum? key) => key?.ToString();
}
