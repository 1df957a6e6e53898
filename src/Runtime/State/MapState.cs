using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.State;

/// <summary>
/// Where the items of a mapped step stand. What is kept of an item that has not begun is its part of the collection, of one that has settled a byte: a map of 100,000 items is no larger than
/// what it maps over. What is recorded of those that have settled is a mark.
/// </summary>
internal sealed class MapState(MapPlan plan)
{
    private readonly List<Standing> standings = [];
    private readonly SortedSet<int> aside = [];
    private IReadOnlyList<StoredPayload>? items;
    private IReadOnlyList<IReadOnlyList<StoredPayload>> collections = [];
    private int origin;
    private int next = 1;
    private int settled;

    private enum Standing : byte
    {
        Ahead,
        Begun,
        Settled,
        Failed,
    }

    /// <summary>Whether its items are known.</summary>
    public bool IsOpen => items is not null;

    /// <summary>How many items have a place: they run, or wait for something of their own.</summary>
    public int Active { get; private set; }

    /// <summary>How many items have failed.</summary>
    public int Failed { get; private set; }

    /// <summary>How many items there are.</summary>
    public int Count => items!.Count;

    /// <summary>How many may have a place.</summary>
    public int Places => plan.MaxParallel;

    /// <summary>Up to where all items have settled, and how.</summary>
    public ItemMark Mark { get; private set; }

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
    public bool IsSettled => IsOpen && Active == 0 && aside.Count == 0 && (IsFailing || settled == Count);

    /// <summary>Takes in the collections that it maps over, which have as many items as one another.</summary>
    public void Open(IReadOnlyList<IReadOnlyList<StoredPayload>> found) => (items, collections) = (found[0], found);

    /// <summary>Whether an item has settled.</summary>
    public bool HasSettled(int item) => item <= origin || (item - origin <= standings.Count && standings[item - origin - 1] is Standing.Settled or Standing.Failed);

    /// <summary>The collections that it maps over.</summary>
    public IReadOnlyList<IReadOnlyList<StoredPayload>> Collections => collections;

    /// <summary>What an item is of one of the collections.</summary>
    public StoredPayload this[int item, int collection] => collections[collection][item - 1];

    /// <summary>Takes in the mark that an earlier holder left: of the items up to it nothing else has to be known.</summary>
    public void Restore(ItemMark mark)
    {
        Mark = mark;
        (origin, next, settled, Failed) = (mark.Through, mark.Through + 1, mark.Through, mark.Failed);
    }

    /// <summary>Takes in the row of an item, if it stands before the mark: what the mark does not say is why the first one failed.</summary>
    /// <returns>Whether it does.</returns>
    public bool Recall(int item, string? error)
    {
        if (item > origin) return false;
        if (item == Mark.FirstFailed) FirstError = error;
        return true;
    }

    /// <summary>An item has begun, here or in the hands of an earlier holder; or one that was set aside goes on.</summary>
    /// <returns>Whether it was set aside.</returns>
    public bool Begin(int item)
    {
        Active++;
        if (aside.Remove(item)) return true;
        while (standings.Count < item - origin) standings.Add(Standing.Ahead);
        standings[item - origin - 1] = Standing.Begun;
        return false;
    }

    /// <summary>An item that has begun gives up its place until there is one again.</summary>
    public void SetAside(int item)
    {
        if (aside.Add(item)) Active--;
    }

    /// <summary>An item has settled.</summary>
    public void Settle(int item, StepStatus status, string? error)
    {
        if (!aside.Remove(item)) Active--;
        settled++;
        bool hasFailed = status == StepStatus.Failed;
        standings[item - origin - 1] = hasFailed ? Standing.Failed : Standing.Settled;
        if (hasFailed)
        {
            Failed++;
            FirstError ??= error;
        }

        MoveMark();
    }

    /// <summary>The next item that may begin or go on; null: none may, for now.</summary>
    public int? Next()
    {
        if (!IsOpen || IsFailing || Active >= plan.MaxParallel) return null;
        if (aside.Count > 0) return aside.Min;
        while (next - origin <= standings.Count && standings[next - origin - 1] != Standing.Ahead) next++;
        return next <= items!.Count ? next : null;
    }

    private void MoveMark()
    {
        (int through, int failed, int first) = Mark;
        while (through - origin < standings.Count && standings[through - origin] is var standing and (Standing.Settled or Standing.Failed))
        {
            through++;
            if (standing != Standing.Failed) continue;
            failed++;
            if (first == 0) first = through;
        }

        Mark = new ItemMark(through, failed, first);
    }
}
