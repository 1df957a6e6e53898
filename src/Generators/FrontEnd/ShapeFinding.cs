using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Something that is wrong with the shape of a class or a method.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Location">Where.</param>
/// <param name="Arguments">What the message's holes are filled with.</param>
/// <param name="Others">Other places that belong to it.</param>
internal sealed record ShapeFinding(Rule Rule, Location Location, string[] Arguments, Location[] Others)
{
    public ShapeFinding(Rule rule, Location location, params string[] arguments)
        : this(rule, location, arguments, [])
    {
    }

    /// <summary>The names of attributes of which a code fix may leave one out, with commas between them; null: none.</summary>
    public string? LeaveOut { get; init; }

    public bool IsError => Rule.Severity == Severity.Error;
}
