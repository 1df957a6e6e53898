using Perdure.Storage;

namespace Perdure.Events;

/// <summary>
/// Where a reader of all events is, and the order in which it tells what it read. Whole batches, those of a lane by their numbers, and a run's row only after the row before it,
/// which may stand in another lane; where that leaves a choice, the older first. The clock decides nothing that matters: it may have been set back.
/// </summary>
internal sealed class TailCursor(EventPosition from)
{
    private readonly Dictionary<Guid, long> batches = new(from.Batches);
    private long passed = from.Passed;
    private PartOfBatch? part = from.Part;

    public TailRequest Next(int lanes, int rows) => new(batches, passed, part?.Lane, lanes, rows);

    /// <summary>Tells of a page, as far as nothing in it has to wait for what is in none yet. The position moves with what is taken.</summary>
    public IEnumerable<ExecutionEvent> Tell(TailPage page)
    {
        ForgetClosed(page);
        HashSet<Guid> waiting = [.. page.Waiting];
        Dictionary<Guid, Queue<Batch>> lanes = page.Rows
            .GroupBy(static row => row.Lane)
            .ToDictionary(static lane => lane.Key, static lane => new Queue<Batch>(lane.GroupBy(static row => row.Batch).OrderBy(static batch => batch.Key).Select(static batch => new Batch(batch))));
        if (part is { } begun)
        {
            // Before any other: a position holds one batch that was seen in part. What came before it was told before it; where retention has deleted it, the lane goes on behind it.
            if (lanes.TryGetValue(begun.Lane, out Queue<Batch>? rest) && rest.Peek().Number == begun.Batch)
            {
                foreach (ExecutionEvent one in Tell(begun.Lane, rest.Dequeue())) yield return one;
                if (rest.Count == 0) lanes.Remove(begun.Lane);
            }

            part = null;
        }

        var heads = new PriorityQueue<Guid, (DateTimeOffset, Guid)>(lanes.Select(static lane => (lane.Key, (lane.Value.Peek().CreatedAt, lane.Key))));
        List<Guid> held = [];
        while (heads.TryDequeue(out Guid lane, out _))
        {
            if (!lanes[lane].Peek().Rows.All(row => IsTold(row.Previous, waiting)))
            {
                held.Add(lane);
                continue;
            }

            foreach (ExecutionEvent one in Tell(lane, lanes[lane].Dequeue())) yield return one;

            // What was held may have waited for this.
            held.Add(lane);
            foreach (Guid again in held)
            {
                if (lanes[again].TryPeek(out Batch? head)) heads.Enqueue(again, (head.CreatedAt, again));
            }

            held.Clear();
        }

        HeldBack = lanes.Values.Any(static left => left.Count > 0);
    }

    /// <summary>Whether something of the last page is to be told later.</summary>
    public bool HeldBack { get; private set; }

    private bool IsTold((Guid Lane, long Batch)? previous, HashSet<Guid> waiting) =>
        previous is not { } before || !waiting.Contains(before.Lane) || batches.GetValueOrDefault(before.Lane) >= before.Batch;

    /// <summary>Lanes that were closed and read to their ends are named by one number; those that retention deleted are not named at all.</summary>
    private void ForgetClosed(TailPage page)
    {
        HashSet<Guid> left = [.. page.Lanes];
        foreach (Guid gone in batches.Keys.Where(lane => !left.Contains(lane)).ToList()) batches.Remove(gone);
        if (part is not null && !left.Contains(part.Lane)) part = null;
        passed = page.Passed;
    }

    private IEnumerable<ExecutionEvent> Tell(Guid lane, Batch batch)
    {
        // Positions within the batch share what was seen before it.
        IReadOnlyDictionary<Guid, long> before = new Dictionary<Guid, long>(batches);
        PartOfBatch? seen = part;
        batches[lane] = batch.Number;
        EventPosition end = EventPosition.OfAll(new Dictionary<Guid, long>(batches), passed);
        TailRow last = batch.Rows[^1];
        foreach (TailRow row in batch.Rows)
        {
            foreach (ExecutionEvent one in JournalEvents.Read(row.ExecutionId, row.Seq, row.CreatedAt, row.Events))
            {
                if (seen?.Holds(one.ExecutionId, one.Seq) == true) continue;
                bool isLast = row == last && one.Seq == row.Seq;
                yield return one with { Position = isLast ? end : EventPosition.OfAll(before, passed, new PartOfBatch(lane, batch.Number, one.ExecutionId, one.Seq)) };
            }
        }
    }

    /// <summary>What a lane wrote in one transaction.</summary>
    private sealed class Batch(IEnumerable<TailRow> rows)
    {
        public IReadOnlyList<TailRow> Rows { get; } = [.. rows.OrderBy(static row => row.ExecutionId).ThenBy(static row => row.Seq)];

        public long Number => Rows[0].Batch;

        public DateTimeOffset CreatedAt => Rows[0].CreatedAt;
    }
}
