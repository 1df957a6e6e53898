using System.Text;

namespace Perdure.Planning;

/// <summary>The durable names that follow from C# names, and what makes a durable name valid.</summary>
public static class Names
{
    /// <summary>The longest durable name, in characters.</summary>
    public const int MaxLength = 200;

    private const string AsyncSuffix = "Async";

    /// <summary>The name of a workflow that names none: its class in kebab-case, less a <c>Workflow</c> at its end.</summary>
    /// <param name="className">The class.</param>
    /// <returns>The name.</returns>
    public static string OfWorkflow(string className) => Kebab(Without(className, "Workflow"));

    /// <summary>The name of an agent that names none: its class in kebab-case, less an <c>Agent</c> at its end.</summary>
    /// <param name="className">The class.</param>
    /// <returns>The name.</returns>
    public static string OfAgent(string className) => Kebab(Without(className, "Agent"));

    /// <summary>The id of a step that names none: its method less <c>Async</c>.</summary>
    /// <param name="method">The method.</param>
    /// <returns>The id.</returns>
    public static string StepId(string method) => Without(method, AsyncSuffix);

    /// <summary>The name of a step's result that names none: its method less <c>Async</c>, camel-cased.</summary>
    /// <param name="method">The method.</param>
    /// <returns>The name.</returns>
    public static string OfResult(string method)
    {
        char[] name = StepId(method).ToCharArray();
        for (var i = 0; i < name.Length && char.IsUpper(name[i]); i++)
        {
            // Of a run of capitals, the last one begins the next word: OCRText becomes ocrText.
            if (i > 0 && i + 1 < name.Length && char.IsLower(name[i + 1])) break;
            name[i] = char.ToLowerInvariant(name[i]);
        }

        return new string(name);
    }

    /// <summary>
    /// Kebab-case: a hyphen before an upper-case letter that follows a lower-case letter or a digit, or that precedes a lower-case letter in a run of upper-case ones.
    /// </summary>
    /// <param name="name">A C# name.</param>
    /// <returns>The name in kebab-case.</returns>
    public static string Kebab(string name)
    {
        if (name is null) throw new ArgumentNullException(nameof(name));
        var kebab = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (BeginsWord(name, i)) kebab.Append('-');
            kebab.Append(char.ToLowerInvariant(name[i]));
        }

        return kebab.ToString();
    }

    /// <summary>
    /// Whether the name that follows from a class may not be the one its author would write: <c>o-auth</c>, <c>ur-ls</c>, <c>render3-d</c>, <c>my_job</c>, or a class called <c>Agent</c> alone.
    /// </summary>
    /// <param name="className">The class.</param>
    /// <param name="suffix"><c>Agent</c> or <c>Workflow</c>.</param>
    /// <returns>Whether an explicit name is better.</returns>
    public static bool IsDoubtful(string className, string suffix)
    {
        if (className is null) throw new ArgumentNullException(nameof(className));
        if (className == suffix) return true;
        string name = Without(className, suffix);
        return !name.All(IsAsciiLetterOrDigit) || HasDoubtfulPart(Kebab(name).Split('-'));
    }

    /// <summary>What is wrong with a durable name.</summary>
    /// <param name="name">The name of a workflow, a step or an agent.</param>
    /// <returns>The end of a sentence that begins with the name, as <c>is empty</c>; null: the name is valid.</returns>
    public static string? Problem(string name)
    {
        if (string.IsNullOrWhiteSpace(name)) return "is empty";
        if (name.Length > MaxLength) return "is longer than 200 characters";
        if (name.Any(char.IsControl)) return "contains a control character";
        if (name.Contains('@')) return "contains '@', which stands between a workflow's name and its version";
        return HasLoneSurrogate(name) ? "contains half of a surrogate pair" : null;
    }

    /// <summary>Whether a durable name is valid.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether it is neither empty nor too long and contains neither control characters nor <c>@</c>.</returns>
    public static bool IsValid(string name) => Problem(name) is null;

    // A class that is called like the suffix keeps its name: there would be none.
    private static string Without(string name, string suffix)
    {
        if (name is null) throw new ArgumentNullException(nameof(name));
        return name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal)
            ? name.Substring(0, name.Length - suffix.Length)
            : name;
    }

    private static bool BeginsWord(string name, int i)
    {
        if (i == 0 || !char.IsUpper(name[i])) return false;
        char before = name[i - 1];
        bool precedesLower = i + 1 < name.Length && char.IsLower(name[i + 1]);
        return char.IsLower(before) || char.IsDigit(before) || (char.IsUpper(before) && precedesLower);
    }

    private static bool HasDoubtfulPart(string[] parts)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            bool isLast = i == parts.Length - 1;
            bool followsDigit = i > 0 && char.IsDigit(parts[i - 1][parts[i - 1].Length - 1]);

            // One letter is a word at the end ('plan-b') and nowhere else ('o-auth', 'render3-d').
            if (parts[i].Length == 1 && parts.Length > 1 && (!isLast || followsDigit)) return true;

            // The plural of an acronym, cut before its last letter: 'ur-ls', 'pd-fs'.
            if (isLast && i > 0 && parts[i].Length == 2 && parts[i][1] == 's') return true;
        }

        return false;
    }

    private static bool IsAsciiLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');

    // PostgreSQL stores text as UTF-8, which has no form for it.
    private static bool HasLoneSurrogate(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsSurrogate(name[i])) continue;
            if (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[i + 1])) return true;
            i++;
        }

        return false;
    }
}
