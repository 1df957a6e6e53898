namespace Perdure.Planning;

/// <summary>The keys of <see cref="Finding.Properties"/>: what a code fix needs to know and would otherwise read out of a message.</summary>
public static class FindingProperties
{
    /// <summary>The steps that could be chosen (PDR101, PDR102, PDR107): their methods, separated by commas.</summary>
    public const string Steps = "steps";

    /// <summary>Present with the value <c>true</c> where the workflow's input could be chosen as well (PDR101, PDR102).</summary>
    public const string Input = "input";

    /// <summary>The parameter's type, as messages quote it (PDR101, PDR102).</summary>
    public const string Type = "type";

    /// <summary>What was probably meant: a step's method (PDR103, PDR206), a predicate (PDR203), an undo (PDR210), a queue or a key (PDR211), a duration (PDR201), a cron expression (PDR212) or a time zone (PDR214).</summary>
    public const string Suggestion = "suggestion";

    /// <summary>Present with the value <c>true</c> where somebody returns what is wanted, but with items that can be null (PDR101, PDR207).</summary>
    public const string NullItems = "null-items";

    /// <summary>What is written now, where it is one of several arguments of an attribute (PDR201, PDR212, PDR214).</summary>
    public const string Written = "written";
}
