using System.Globalization;
using System.Text;
using System.Text.Json;
using Perdure.Storage;

namespace Perdure.State;

/// <summary>The items and rounds of the steps of a held run.</summary>
internal sealed partial class RunState
{
    private readonly Dictionary<StepUnit, StepState> parts = [];
    private readonly SortedDictionary<int, MapState> maps = [];
    private readonly Dictionary<StepUnit, int> rounds = [];

    /// <summary>The loops that an earlier holder, or somebody by hand, left between two rounds.</summary>
    public IReadOnlyList<StepUnit> BetweenRounds { get; private set; } = [];

    /// <summary>
    /// What the signal of a step came to, as a part of it takes it: a mapped step has received it once, before its items, and all of them take the same; each round has one of its own. Null: none is taken, or has come.
    /// </summary>
    public ReceivedSignal? SignalOf(StepUnit unit) => this[unit.Round == 0 ? unit.Step : unit].Signal;

    /// <summary>All rows are taken in: what runs in parts goes on.</summary>
    public void EndRestore()
    {
        // The next round takes the result of the last one that settled; those before it, and those of a loop that has ended, are history. One that has not settled was left behind by a loop that was
        // cancelled: it has yet to be.
        foreach (StepUnit round in parts.Where(one => one.Key.Round > 0 && one.Value.IsSettled && one.Key.Round < FirstNeeded(one.Key.Whole)).Select(one => one.Key).ToArray()) parts.Remove(round);
        StepUnit[] between = [.. Units().Where(IsBetweenParts)];
        foreach (StepUnit unit in between) ready.Add(unit);
        BetweenRounds = [.. between.Where(unit => RoundOf(unit) > 0)];
        foreach ((int step, MapState map) in maps) SetAside(step, map);
    }

    /// <summary>Where the items of a mapped step stand.</summary>
    public MapState Map(int step)
    {
        if (!maps.TryGetValue(step, out MapState? map)) maps.Add(step, map = new MapState(Plan.Steps[step].Map!));
        return map;
    }

    /// <summary>The mapped steps whose items are known and have not all settled, in the order of the plan.</summary>
    public IEnumerable<int> OpenMaps() => maps.Where(one => one.Value.IsOpen && steps[one.Key].Status == StepStatus.Waiting).Select(one => one.Key);

    /// <summary>The items of a mapped step that have begun and have not settled, in their order.</summary>
    public IReadOnlyList<StepUnit> ItemsOf(int step) => [.. parts.Where(one => one.Key is { Item: > 0, Round: 0 } && one.Key.Step == step && !one.Value.IsSettled).Select(one => one.Key).Order()];

    /// <summary>The last round of a step or an item that has begun; 0: none has.</summary>
    public int RoundOf(StepUnit whole) => rounds.GetValueOrDefault(whole);

    /// <summary>Begins an item or a round; or lets an item go on that was set aside.</summary>
    /// <returns>What is to be done now.</returns>
    public StepUnit Begin(StepUnit part)
    {
        if (part.Round == 0 && Map(part.Step).Begin(part.Item)) return TakeUp(part);
        parts.Add(part, new StepState());
        if (part.Round > 0) rounds[part.Whole] = part.Round;
        return part;
    }

    /// <summary>What has begun goes on when it is looked at next.</summary>
    public void Resume(StepUnit part) => ready.Add(part);

    /// <summary>What is opened does not start by itself any more.</summary>
    public void Open(StepUnit whole) => ready.Remove(whole);

    /// <summary>Lets go of what is recorded and not needed any more: a settled item; a settled round, once the next one has settled or there is none.</summary>
    public void LetGo(StepUnit part)
    {
        if (part.IsStep || !parts.TryGetValue(part, out StepState? state) || !state.IsSettled) return;
        if (part.Round == 0 || HasEnded(part.Whole)) parts.Remove(part);
        if (part.Round > 1) parts.Remove(part with { Round = part.Round - 1 });
    }

    /// <summary>What of an item or a loop is under way or waits: its round, or it itself.</summary>
    public StepUnit Front(StepUnit whole) => whole with { Round = RoundOf(whole) } is var round && parts.TryGetValue(round, out StepState? state) && !state.IsSettled ? round : whole;

    /// <summary>Takes in the marks of mapped steps in a snapshot that an earlier holder wrote. Before any row: what they cover has none.</summary>
    /// <exception cref="PlanMismatchException">One is of a step that the plan does not map.</exception>
    public void RestoreMarks(string snapshot)
    {
        foreach ((string step, ItemMark mark) in ReadMarks(snapshot))
        {
            int index = Graph.IndexOf(step);
            if (index < 0 || Plan.Steps[index].Map is null) throw new PlanMismatchException($"The run has recorded items of step '{step}', which plan '{Plan.Id}' does not run in items: give the changed workflow a new version");
            Map(index).Restore(mark);
        }
    }

    /// <summary>The marks of mapped steps in a snapshot.</summary>
    public static IEnumerable<(string Step, ItemMark Mark)> ReadMarks(string snapshot)
    {
        using var json = JsonDocument.Parse(snapshot);
        if (!json.RootElement.TryGetProperty("items"u8, out JsonElement marks)) yield break;
        foreach (JsonProperty mark in marks.EnumerateObject()) yield return (mark.Name, new ItemMark(mark.Value[0].GetInt32(), mark.Value[1].GetInt32(), mark.Value[2].GetInt32()));
    }

    /// <summary>The marks of mapped steps that have not settled.</summary>
    private string Marks()
    {
        var text = new StringBuilder();
        foreach ((int step, MapState map) in maps)
        {
            if (steps[step].IsSettled || map.Mark is not { Through: > 0 } mark) continue;
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? ",\"items\":{" : ",")}\"{JsonEncodedText.Encode(Plan.Steps[step].Id)}\":[{mark.Through},{mark.Failed},{mark.FirstFailed}]");
        }

        return text.Length == 0 ? "" : text.Append('}').ToString();
    }

    private int FirstNeeded(StepUnit whole)
    {
        int last = RoundOf(whole);
        return HasEnded(whole) ? last + 1 : parts[whole with { Round = last }].IsSettled ? last : last - 1;
    }

    private bool HasEnded(StepUnit whole) => whole.IsStep ? steps[whole.Step].IsSettled : !parts.TryGetValue(whole, out StepState? state) || state.IsSettled;

    /// <summary>Whether it waits for its parts, and none of them would wake it.</summary>
    private bool IsBetweenParts(StepUnit unit)
    {
        if (unit.Round > 0 || this[unit] is not { Status: StepStatus.Waiting, WaitsFor: not null }) return false;
        StepPlan step = Plan.Steps[unit.Step];
        if (unit.IsStep && step is { Map: not null, Signal: not null, Repeat: null } && this[unit].Signal is null) return false;
        return (unit.IsStep && step.Map is not null) || (step.Repeat is not null && Front(unit) == unit);
    }

    /// <summary>
    /// Retried by hand, all items that failed are due at once: those beyond the window of their step wait for a place in it. What runs in somebody's hands, or waits for something of its own,
    /// keeps the place that it has.
    /// </summary>
    private void SetAside(int step, MapState map)
    {
        if (map.Active <= map.Places) return;
        long now = time.GetTimestamp();
        StepUnit[] due = [.. ItemsOf(step).Where(item => IsDue(item, now))];
        int kept = Math.Max(0, map.Places - (map.Active - due.Length));
        foreach (StepUnit item in due.Skip(kept))
        {
            StepUnit front = Front(item);
            ready.Remove(front);
            if (this[front].DueAt is { } at) waiting.Remove((at, front));
            map.SetAside(item.Item);
        }
    }

    /// <summary>Whether an item that nobody runs goes on by itself. One whose last round is still to be told of goes on with that.</summary>
    private bool IsDue(StepUnit item, long now) =>
        this[Front(item)] is { IsLost: false } front && ((front.WaitsFor is null && front.DueAt <= now) || ready.Contains(item)) && Find(item with { Round = RoundOf(item) }) is not { IsUntold: true };

    private StepUnit TakeUp(StepUnit item)
    {
        StepUnit front = Front(item);
        if (this[front].DueAt is { } at) waiting.Add((at, front));
        else ready.Add(front);
        return front;
    }
}
