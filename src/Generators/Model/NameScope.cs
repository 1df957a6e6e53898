namespace Perdure.Generators.Model;

/// <summary>Gives each member of a generated type a name of its own.</summary>
/// <param name="taken">The names that are taken already.</param>
internal sealed class NameScope(params string[] taken)
{
    private readonly HashSet<string> names = new(taken, StringComparer.Ordinal);

    /// <summary>The wanted name, or with the first number behind it that makes it a new one.</summary>
    public string Take(string wanted)
    {
        string name = wanted;
        for (var number = 2; !names.Add(name); number++) name = wanted + number;
        return name;
    }
}
