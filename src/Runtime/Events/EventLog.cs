using System.Text.Json;
using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.Events;

/// <summary>The events of one held run. Its holder alone numbers them, from where the run's row left off, without gaps.</summary>
internal sealed class EventLog(long lastSeq)
{
    private List<EventWrite> pending = [];

    /// <summary>The number of the last event.</summary>
    public long LastSeq { get; private set; } = lastSeq;

    public void Add(string type) => Add(type, null, null, null);

    public void Add(string type, params ReadOnlySpan<(string Key, string Value)> payload) => Add(type, null, null, Write(payload));

    public void AddStep(string type, string stepId, int attempt, params ReadOnlySpan<(string Key, string Value)> payload) => Add(type, stepId, attempt, Write(payload));

    /// <summary>The start of an attempt that a later checkpoint tells of.</summary>
    /// <param name="stepId">The step.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="at">The monotonic time of the start.</param>
    public void AddStart(string stepId, int attempt, long at) => pending.Add(new EventWrite(++LastSeq, EventTypes.StepStarted, stepId, attempt, null) { At = at });

    public void AddFailure(string stepId, int attempt, StepError error) => Add(EventTypes.StepFailed, stepId, attempt, PerdureJson.Write(error));

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

    private void Add(string type, string? stepId, int? attempt, string? payload) => pending.Add(new EventWrite(++LastSeq, type, stepId, attempt, payload));
}
