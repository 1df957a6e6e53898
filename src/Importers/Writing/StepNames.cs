using Perdure.Importers.Source;
using Perdure.Planning;

namespace Perdure.Importers.Writing;

/// <summary>Gives steps, agents and classes their names. Names that documents or C# do not have are refused where they are written, and never changed into others that somebody would have to guess.</summary>
/// <param name="workflow">The durable name of the workflow.</param>
/// <param name="refusals">Takes what is refused.</param>
internal sealed class StepNames(string workflow, Refusals refusals)
{
    private readonly Dictionary<string, string> taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Begins the names of all classes of the workflow.</summary>
    public string Prefix { get; } = CSharpText.Pascal(workflow);

    /// <summary>The durable name of a workflow or an agent; null: it cannot be one, which is refused.</summary>
    public static string? Durable(string? written, SourcePlace place, string what, Refusals refusals)
    {
        if (written is { Length: > 0 } && Names.Problem(written) is null && written.Any(char.IsLetter)) return written;
        refusals.Add(place, what, written is { Length: > 0 } ? $"'{written}' is no durable name{(Names.Problem(written) is { } problem ? $", it {problem}" : "")}" : "it has no name", "name it by --name");
        return null;
    }

    /// <summary>Takes the name of a step.</summary>
    /// <param name="name">The name in the document, which becomes the step's id.</param>
    /// <param name="place">Where it is written.</param>
    /// <param name="what">What is called so, as <c>Task</c>.</param>
    /// <returns>Whether a step can be called so.</returns>
    public bool Take(string name, SourcePlace place, string what)
    {
        string? problem = Names.Problem(name) is { } wrong ? $"its name {wrong}"
            : DocumentReference.Reserved.Contains(name, StringComparer.Ordinal) ? $"references call something else '{name}'"
            : !name.All(static letter => char.IsLetterOrDigit(letter) || letter is '_' or '-') || !char.IsLetter(name[0]) ? "its name is not made of letters, digits, '_' and '-', or does not begin with a letter"
            : taken.TryGetValue(CSharpText.Pascal(name), out string? other) ? other == name ? "there is another of this name" : $"'{other}' is called so in C# as well"
            : null;
        if (problem is not null) refusals.Add(place, $"{what} '{name}'", problem, "give it another name, here and where it is named");
        else taken.Add(CSharpText.Pascal(name), name);
        return problem is null;
    }

    /// <summary>An id for a step that the document does not have.</summary>
    public string Invent(string name)
    {
        string id = name;
        for (var i = 2; !taken.TryAdd(CSharpText.Pascal(id), id); i++) id = $"{name}-{i.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        return id;
    }

    public string Agent(string step) => $"{workflow}-{step}";

    public string Class(string step) => $"{Prefix}{CSharpText.Pascal(step)}Agent";

    public string Input(string step) => $"{Prefix}{CSharpText.Pascal(step)}Input";
}
