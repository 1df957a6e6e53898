using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.State;

/// <summary>
/// Where the items of a mapped step stand. What is kept of an item that has not begun is its part of the collection, of one that has settled a bit: a map of 100,000 items is no larger than
/// what it maps over.
/// </summary>
internal sealed class MapState(MapPlan plan)
{
    private readonly List<bool> begun = [];
    private IReadOnlyList<StoredPayload>? items;
    private int next = 1;
    private int unsettled;

    /// <summary>Whether its items are known.</summary>
    public bool IsOpen => items is not null;

    /// <summary>How many items have begun and not settled.</summary>
    public int Active { get; private set; }

    /// <summary>How many items have failed.</summary>
    public int Failed { get; private set; }

    /// <summary>How many items there are.</summary>
    public int Count => items!.Count;

    /// <summary>Why the first of them failed, as JSON.</summary>
    public string? FirstError { get; private set; }

    /// <summary>Whether so many have failed that no further one is begun.</summary>
    public bool IsFailing => Failed > plan.Failures switch
    {
        ItemFailures.FailFast => 0,
        ItemFailures.Tolerate => plan.MaxFailures,
        _ => int.MaxValue,
    };

    /// <summary>Whether the step fails, as things stand.</summary>
    public bool HasFailed => plan.Failures == ItemFailures.Collect ? Failed > 0 : IsFailing;

    /// <summary>Whether nothing of it is under way and nothing will be begun.</summary>
    public bool IsSettled => Active == 0 && (IsFailing || (IsOpen && unsettled == 0));

    /// <summary>Takes in what it maps over.</summary>
    public void Open(IReadOnlyList<StoredPayload> found)
    {
        items = found;
        unsettled += found.Count;
    }

    /// <summary>What an item is.</summary>
    public StoredPayload this[int item] => items![item - 1];

    /// <summary>An item has begun: here, or in the hands of an earlier holder.</summary>
    public void Begin(int item)
    {
        while (begun.Count < item) begun.Add(false);
        begun[item - 1] = true;
        Active++;
    }

    /// <summary>An item has settled.</summary>
    public void Settle(StepStatus status, string? error)
    {
        Active--;
        unsettled--;
        if (status != StepStatus.Failed) return;
        Failed++;
        FirstError ??= error;
    }

    /// <summary>The next item that may begin; null: none may, for now.</summary>
    public int? Next()
    {
        if (!IsOpen || IsFailing || Active >= plan.MaxParallel) return null;
        while (next <= begun.Count && begun[next - 1]) next++;
        return next <= items!.Count ? next : null;
    }
}
