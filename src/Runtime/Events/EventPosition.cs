using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Perdure.Events;

namespace Perdure;

/// <summary>
/// A place between events: what is before it was seen, what is behind it follows, each event once. It names no time and no number, since transactions become visible in another order
/// than they began in; store its text. A place in the events of all runs has about 25 characters for each lane that is open, two a worker; one in the events of a run has 40.
/// </summary>
[JsonConverter(typeof(EventPositionJsonConverter))]
public sealed class EventPosition : IEquatable<EventPosition>, IParsable<EventPosition>
{
    internal static readonly IReadOnlyDictionary<Guid, long> NoBatches = new Dictionary<Guid, long>();

    private EventPosition()
    {
    }

    /// <summary>Before the first event that is still there, of all runs or of one.</summary>
    public static EventPosition Start { get; } = new();

    /// <summary>The last batch that was seen whole, by lane.</summary>
    internal IReadOnlyDictionary<Guid, long> Batches { get; private init; } = NoBatches;

    /// <summary>The number up to which closed lanes were read to their ends.</summary>
    internal long Passed { get; private init; }

    /// <summary>How far the batch was seen that is being told; null: none is.</summary>
    internal PartOfBatch? Part { get; private init; }

    /// <summary>The run that it is a place in; null: a place in the events of all.</summary>
    internal Guid? Run { get; private init; }

    /// <summary>The number of the run's last event that was seen.</summary>
    internal long Seq { get; private init; }

    /// <summary>Reads the text of a position.</summary>
    /// <param name="text">What <see cref="ToString"/> gave.</param>
    /// <returns>The position.</returns>
    /// <exception cref="FormatException">It is not the text of a position.</exception>
    public static EventPosition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out EventPosition? position)
            ? position
            : throw new FormatException(
                $"'{(text.Length <= 40 ? text : text[..40] + "…")}' is not the whole text of an event position: give what ExecutionEvent.Position.ToString() returned, unchanged, or use EventPosition.Start");
    }

    /// <summary>Reads the text of a position.</summary>
    /// <param name="text">What <see cref="ToString"/> gave.</param>
    /// <param name="position">The position.</param>
    /// <returns>Whether it is the text of one.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out EventPosition? position)
    {
        position = text is null ? null : PositionText.Read(text);
        return position is not null;
    }

    /// <inheritdoc/>
    static EventPosition IParsable<EventPosition>.Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    static bool IParsable<EventPosition>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out EventPosition result) => TryParse(s, out result);

    /// <summary>Whether two positions are the same place.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(EventPosition? left, EventPosition? right) => left?.Equals(right) ?? right is null;

    /// <summary>Whether two positions are different places.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(EventPosition? left, EventPosition? right) => !(left == right);

    /// <summary>The text to store: letters, digits, <c>-</c> and <c>_</c>, so that it may stand in a URL.</summary>
    public override string ToString() => PositionText.Write(this);

    /// <inheritdoc/>
    public bool Equals(EventPosition? other) => other is not null && (ReferenceEquals(this, other) || ToString() == other.ToString());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EventPosition);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    internal static EventPosition OfAll(IReadOnlyDictionary<Guid, long> batches, long passed, PartOfBatch? part = null) => new() { Batches = batches, Passed = passed, Part = part };

    internal static EventPosition OfRun(Guid run, long seq) => new() { Run = run, Seq = seq };
}

/// <summary>How far a batch was seen, whose runs are told by id.</summary>
internal sealed record PartOfBatch(Guid Lane, long Batch, Guid ExecutionId, long Seq)
{
    /// <summary>Whether an event of the batch was seen.</summary>
    public bool Holds(Guid executionId, long seq) => executionId.CompareTo(ExecutionId) is var order && (order < 0 || (order == 0 && seq <= Seq));
}
