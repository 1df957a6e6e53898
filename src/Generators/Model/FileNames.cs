using System.Globalization;
using Perdure.Planning;

namespace Perdure.Generators.Model;

/// <summary>Names files so that no two have one name, which would end the generator: the compiler takes names that differ in case only for the same.</summary>
/// <param name="Repeated">Names that two classes have: one of them is an error of C#, and neither gets a file.</param>
/// <param name="Similar">Names that differ from another one in case only.</param>
internal sealed record FileNames(EquatableArray<string> Repeated, EquatableArray<string> Similar)
{
    /// <summary>Looks at all wanted names; those that are null are of classes without a file.</summary>
    public static FileNames Of(IEnumerable<string?> wanted)
    {
        string[] names = [.. wanted.OfType<string>()];
        string[] repeated = [.. names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key)];
        string[] similar = [.. names.Distinct(StringComparer.Ordinal).GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).SelectMany(group => group)];
        return new FileNames(new EquatableArray<string>(repeated), new EquatableArray<string>(similar));
    }

    /// <summary>The name of a file that nothing else is called by; null where the class gets none.</summary>
    public string? Name(string wanted)
    {
        if (Repeated.Contains(wanted, StringComparer.Ordinal)) return null;
        return Similar.Contains(wanted, StringComparer.Ordinal) ? Hash(wanted) + "." + wanted : wanted;
    }

    /// <summary>FNV-1a: the same on every machine.</summary>
    public static string Hash(string name)
    {
        uint hash = 2166136261;
        foreach (char character in name) hash = unchecked((hash ^ character) * 16777619);
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
