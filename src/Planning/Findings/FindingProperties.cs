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

    /// <summary>The member that a method to be written returns (PDR203, PDR207, PDR211, PDR232). It takes <see cref="Parameter"/> of the step, or else the result of <see cref="Steps"/> or of <see cref="Input"/>.</summary>
    public const string Member = "member";

    /// <summary>The parameter of the step that has the <see cref="Member"/>: its name (PDR211). Without one, the parameter of an undo or a key that the step has to take as well (PDR210, PDR211).</summary>
    public const string Parameter = "parameter";

    /// <summary>Present with the value <c>true</c> where several results are of the type of the one that has the <see cref="Member"/>, so that an attribute says which is taken.</summary>
    public const string Explicit = "explicit";

    /// <summary>The queue that nobody declares (PDR211).</summary>
    public const string Queue = "queue";

    /// <summary>The attribute, or the arguments of one separated by commas, that can be left out (PDR207, PDR218, PDR232, PDR233); or several attributes, of which one is meant (PDR024). An argument without a name is called by its parameter.</summary>
    public const string LeaveOut = "leaveOut";

    /// <summary>Present with the value <c>true</c> where the two times of a time-out stand in each other's place (PDR230).</summary>
    public const string Swapped = "swapped";

    /// <summary>What was probably meant: a step's method (PDR103, PDR206), a parameter (PDR208), a predicate (PDR203), an undo (PDR210), a queue or a key (PDR211), a delay (PDR232), a duration (PDR201), a cron expression (PDR212) or a time zone (PDR214).</summary>
    public const string Suggestion = "suggestion";

    /// <summary>Present with the value <c>true</c> where somebody returns what is wanted, but with items that can be null (PDR101, PDR207).</summary>
    public const string NullItems = "null-items";

    /// <summary>What is written now, where it is one of several arguments of an attribute (PDR201, PDR212, PDR214).</summary>
    public const string Written = "written";

    /// <summary>The path of the contract that an agent's types are compared with.</summary>
    public const string Contract = "contract";
}
