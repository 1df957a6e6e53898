using System.Globalization;

namespace Perdure.Planning;

/// <summary>How grave a finding is.</summary>
public enum Severity
{
    /// <summary>A suggestion.</summary>
    Info,

    /// <summary>Probably not what was meant.</summary>
    Warning,

    /// <summary>The plan could not run.</summary>
    Error,
}

/// <summary>A rule: one id, one message, one page under docs/diagnostics.</summary>
/// <param name="Id">The id, as PDR101. Never computed, never used again.</param>
/// <param name="Title">What is wrong, in a few words without the user's names.</param>
/// <param name="Message">The message, with <c>{0}</c> for the user's names in 'quotes'; one sentence, subject first, no final point.</param>
/// <param name="Severity">How grave.</param>
public sealed record Rule(string Id, string Title, string Message, Severity Severity);

/// <summary>A place in the description, which a front end can find again in its source.</summary>
/// <param name="Step">The step's position in the description, behind the steps that of a predicate; -1: the workflow itself.</param>
/// <param name="Parameter">The parameter's position; -1: the step itself.</param>
/// <param name="Part">Which part of it.</param>
/// <param name="Value">The value's position in a case; -1: none of them.</param>
public sealed record Place(int Step = -1, int Parameter = -1, PlacePart Part = PlacePart.Name, int Value = -1);

/// <summary>A part of a place.</summary>
public enum PlacePart
{
    /// <summary>The identifier.</summary>
    Name,

    /// <summary>The return type of a step.</summary>
    Returns,

    /// <summary>The parameter as a whole, or its type.</summary>
    Type,

    /// <summary>The argument of [From].</summary>
    From,

    /// <summary>The argument of an [After]; <see cref="Place.Parameter"/> counts them.</summary>
    After,

    /// <summary>The [Retry] attribute.</summary>
    Retry,

    /// <summary>The [Timeout] attribute.</summary>
    Timeout,

    /// <summary>The Timeout of the [Workflow] attribute.</summary>
    RunTimeout,

    /// <summary>The [Step] attribute.</summary>
    Step,

    /// <summary>The name in a condition, or one of its values; <see cref="Place.Parameter"/> counts the conditions.</summary>
    Condition,

    /// <summary>The member that a condition names.</summary>
    On,

    /// <summary>The [Repeat] attribute.</summary>
    Repeat,

    /// <summary>The [Compensate] attribute.</summary>
    Compensate,

    /// <summary>The [Delay] attribute.</summary>
    Delay,

    /// <summary>The [Signal] attribute of a parameter.</summary>
    Signal,

    /// <summary>The [OnInterrupt] attribute.</summary>
    OnInterrupt,

    /// <summary>The [Tag] attribute.</summary>
    Tag,

    /// <summary>A [Schedule] attribute; <see cref="Place.Parameter"/> counts them.</summary>
    Schedule,

    /// <summary>The cron expression of a [Schedule]; <see cref="Place.Parameter"/> counts them.</summary>
    Cron,

    /// <summary>The time zone of a [Schedule]; <see cref="Place.Parameter"/> counts them.</summary>
    TimeZone,

    /// <summary>The [Heartbeat] attribute.</summary>
    Heartbeat,

    /// <summary>The [Cache] attribute.</summary>
    Cache,

    /// <summary>The queue that an [OnQueue] names.</summary>
    Queue,

    /// <summary>The key that an [OnQueue] names.</summary>
    QueueKey,
}

/// <summary>Something that is wrong with a described workflow.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Place">Where.</param>
/// <param name="Arguments">What the message's holes are filled with.</param>
/// <param name="Others">Other places that belong to it.</param>
/// <param name="Properties">Names for the code fix, as <c>key=value</c>; for example the candidates of an ambiguous producer.</param>
public sealed record Finding(Rule Rule, Place Place, EquatableArray<string> Arguments, EquatableArray<Place> Others, EquatableArray<string> Properties)
{
    /// <summary>The message, with its holes filled.</summary>
    public string Message => string.Format(CultureInfo.InvariantCulture, Rule.Message, [.. Arguments]);

    /// <summary>A property of the finding.</summary>
    /// <param name="key">One of <see cref="FindingProperties"/>.</param>
    /// <returns>Its value, or null where the finding has none of that key.</returns>
    public string? Property(string key) =>
        Properties.FirstOrDefault(p => p.StartsWith(key + "=", StringComparison.Ordinal))?.Substring(key.Length + 1);
}
