using System.Text.RegularExpressions;

namespace Perdure.Planning;

/// <summary>Says in the words of documents what the planner says in those of C#, whose attributes an author of documents does not know: <c>[Retry]</c> is 'retry' there.</summary>
public static class DocumentWords
{
    private static readonly Regex Attribute = new(@"\[(?<name>[A-Z][A-Za-z]*)(\((?:[^()]|\([^()]*\))*\))?\]", RegexOptions.CultureInvariant);

    /// <summary>The attributes whose property is not called after them.</summary>
    private static readonly Dictionary<string, string> Properties = new(StringComparer.Ordinal)
    {
        ["From"] = "takes",
        ["Input"] = "takes",
        ["OnQueue"] = "queue",
        ["Step"] = "agent",
        ["Workflow"] = "name",
    };

    /// <summary>The rules whose sentence is another one in a document.</summary>
    private static readonly Dictionary<string, string> Messages = new(StringComparer.Ordinal)
    {
        ["PDR114"] = "Step '{0}' is the 'result', but {1}",
        ["PDR115"] = "Step '{0}' is 'notIdempotent' and retried, but takes no 'StepContext' whose IdempotencyKey it could hand on",
        ["PDR218"] = "Step '{0}' sets 'parentClose', which is about child workflows, and calls the agent '{1}'",
        ["PDR220"] = "Step '{0}' has the 'tag' '{1}', but {2}",
        ["PDR221"] = "Step '{0}' has a 'cache', but {1}",
        ["PDR222"] = "Step '{0}' has a 'heartbeat', but {1}",
    };

    /// <summary>The rule with its message for documents.</summary>
    /// <param name="rule">A rule of the planner.</param>
    /// <returns>The same rule.</returns>
    public static Rule Of(Rule rule)
    {
        if (rule is null) throw new ArgumentNullException(nameof(rule));
        return rule with { Title = Of(rule.Title), Message = Messages.TryGetValue(rule.Id, out string? message) ? message : Of(rule.Message) };
    }

    /// <summary>A part of a message for documents.</summary>
    /// <param name="text">The part.</param>
    /// <returns>The same with properties in the place of attributes.</returns>
    public static string Of(string text) => Attribute.Replace(text, match => Wording.Quoted(Property(match.Groups["name"].Value)));

    private static string Property(string attribute) =>
        Properties.TryGetValue(attribute, out string? property) ? property : char.ToLowerInvariant(attribute[0]) + attribute.Substring(1);
}
