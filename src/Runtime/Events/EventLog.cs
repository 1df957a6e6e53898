using System.Text.Json;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Events;

/// <summary>The events of one held run. Its holder alone numbers them, from where the run's row left off, without gaps.</summary>
internal sealed class EventLog(long lastSeq)
{
    private List<EventWrite> pending = [];

    /// <summary>The number of the last event.</summary>
    public long LastSeq { get; private set; } = lastSeq;

    public void Add(string type) => pending.Add(new EventWrite(++LastSeq, type, null, null, null));

    public void Add(string type, params ReadOnlySpan<(string Key, string Value)> payload) => pending.Add(new EventWrite(++LastSeq, type, null, null, Write(payload)));

    /// <summary>Something that happened to a step, or to an item or round of it.</summary>
    /// <param name="type">What happened.</param>
    /// <param name="stepId">The step's id.</param>
    /// <param name="unit">The step, or the item or round.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="payload">What belongs to it.</param>
    public void AddStep(string type, string stepId, StepUnit unit, int attempt, params ReadOnlySpan<(string Key, string Value)> payload) => Add(type, stepId, unit, attempt, Write(payload));

    /// <summary>Something that happened to a step before the checkpoint that tells of it.</summary>
    public void AddStep(string type, string stepId, StepUnit unit, int attempt, long at, params ReadOnlySpan<(string Key, string Value)> payload) => Add(type, stepId, unit, attempt, Write(payload), at);

    /// <summary>The start of an attempt that a later checkpoint tells of.</summary>
    /// <param name="stepId">The step's id.</param>
    /// <param name="unit">The step, or the item or round.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="at">The monotonic time of the start.</param>
    public void AddStart(string stepId, StepUnit unit, int attempt, long at) => Add(EventTypes.StepStarted, stepId, unit, attempt, null, at);

    public void AddFailure(string stepId, StepUnit unit, int attempt, StepError error) => Add(EventTypes.StepFailed, stepId, unit, attempt, PerdureJson.Write(error));

    public void AddUndoFailure(string stepId, StepUnit unit, int attempt, StepError error) => Add(EventTypes.StepCompensationFailed, stepId, unit, attempt, PerdureJson.Write(error));

    /// <summary>What was added since the last call; the next checkpoint carries it.</summary>
    public IReadOnlyList<EventWrite> Take()
    {
        List<EventWrite> taken = pending;
        pending = [];
        return taken;
    }

    private static string? Write(ReadOnlySpan<(string Key, string Value)> payload)
    {
        if (payload.IsEmpty) return null;
        var values = new Dictionary<string, string>(payload.Length, StringComparer.Ordinal);
        foreach ((string key, string value) in payload) values.Add(key, PerdureJson.Storable(value));
        return JsonSerializer.Serialize(values, PerdureJson.Default.DictionaryStringString);
    }

    private void Add(string type, string stepId, StepUnit unit, int attempt, string? payload, long? at = null) =>
        pending.Add(new EventWrite(++LastSeq, type, stepId, attempt, payload) { Item = unit.Item, Round = unit.Round, At = at });
}
