namespace Perdure.Cli.Importing;

/// <summary>Where paths lead.</summary>
internal static class RealPath
{
    /// <summary>A full path with all links on its way followed.</summary>
    public static string Of(string path)
    {
        string real = Path.GetPathRoot(path)!;
        foreach (string part in path[real.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            real = File.ResolveLinkTarget(next, returnFinalTarget: true) is { } target ? Of(target.FullName) : next;
        }

        return real;
    }
}
