using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.Coordination.Modifiers;

/// <summary>The signals that have come to a held run: of each name a channel, in the order of arrival.</summary>
internal sealed class SignalMail
{
    private readonly Dictionary<string, SortedDictionary<long, SignalMessage>> channels = new(StringComparer.Ordinal);
    private readonly List<long> taken = [];

    /// <summary>One has come.</summary>
    public void Add(Message message)
    {
        SignalMessage signal = message.Signal!;
        if (!channels.TryGetValue(signal.Name, out SortedDictionary<long, SignalMessage>? channel)) channels.Add(signal.Name, channel = []);
        channel[message.Id] = signal;
    }

    /// <summary>Takes the oldest one of a name; null: there is none.</summary>
    public StoredPayload? Take(string name)
    {
        if (!channels.TryGetValue(name, out SortedDictionary<long, SignalMessage>? channel) || channel.Count == 0) return null;
        (long message, SignalMessage signal) = channel.First();
        channel.Remove(message);
        taken.Add(message);
        return signal.Value;
    }

    /// <summary>Those of a name that are there, oldest first; they stay.</summary>
    public IReadOnlyList<KeyValuePair<long, SignalMessage>> Of(string name) => channels.TryGetValue(name, out SortedDictionary<long, SignalMessage>? channel) ? [.. channel] : [];

    /// <summary>Those that name the question which they answer; they stay.</summary>
    public IReadOnlyList<KeyValuePair<long, SignalMessage>> Answers() => [.. channels.Values.SelectMany(static channel => channel).Where(static one => one.Value.Question is not null)];

    /// <summary>Takes one that was looked at.</summary>
    /// <returns>Whether it was still there.</returns>
    public bool Take(string name, long message)
    {
        if (!channels.TryGetValue(name, out SortedDictionary<long, SignalMessage>? channel) || !channel.Remove(message)) return false;
        taken.Add(message);
        return true;
    }

    /// <summary>The messages that were taken since the last call: they go with the checkpoint that records what they carry.</summary>
    public IReadOnlyList<long> Consume()
    {
        if (taken.Count == 0) return [];
        long[] consumed = [.. taken];
        taken.Clear();
        return consumed;
    }

    /// <summary>All messages that were not consumed: the run has ended for good, and nobody will take them.</summary>
    public IEnumerable<long> ConsumeAll() => Consume().Concat(channels.Values.SelectMany(channel => channel.Keys));
}
