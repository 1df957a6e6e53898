namespace Perdure.Embedded.Files;

/// <summary>Folders with the rights that they are meant to have, whatever the process's umask.</summary>
internal static class Folders
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode OthersMayRead = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>A folder that others may enter: the server's account must reach what lies in it.</summary>
    public static void CreateOpen(string path) => Create(path, Owner | OthersMayRead);

    /// <summary>A folder for its owner alone.</summary>
    public static void CreatePrivate(string path) => Create(path, Owner);

    /// <summary>A file that the server's account must read.</summary>
    public static void LetOthersRead(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, PrivateFile.OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }

    /// <summary>Removes what interrupted processes left.</summary>
    public static void DeleteAbandoned(string folder, string pattern)
    {
        foreach (var abandoned in Directory.EnumerateDirectories(folder, pattern).ToList())
        {
            Discard(abandoned);
        }
    }

    /// <summary>
    /// Removes a folder on which nothing depends. A program that was started in it may still be writing there on its
    /// way out; then the rest stays for the next who comes by. Another process may remove it at the same moment.
    /// </summary>
    public static void Discard(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Either way it is somebody else's turn.
        }
    }

    /// <summary>The path without symbolic links, as the system tells the working folder of a process.</summary>
    public static string RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } parent)
        {
            return full;
        }

        var here = Path.Combine(RealPath(parent), Path.GetFileName(full));
        return new DirectoryInfo(here).ResolveLinkTarget(returnFinalTarget: true) is { } target ? RealPath(target.FullName) : here;
    }

    private static void Create(string path, UnixFileMode mode)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
