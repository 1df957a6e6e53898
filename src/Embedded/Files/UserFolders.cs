namespace Perdure.Embedded.Files;

/// <summary>
/// The folders of the user, by the habits of the platform. Root's own are closed to every other account, and the
/// server never runs as root, so root gets those of the system.
/// </summary>
internal static class UserFolders
{
    private const string Name = "perdure";

    public static string Data => IsRoot
        ? $"/var/lib/{Name}"
        : Path.Combine(Required(Environment.SpecialFolder.LocalApplicationData, "XDG_DATA_HOME"), Name);

    public static string Cache => IsRoot ? $"/var/cache/{Name}" : Path.Combine(CacheHome(), Name);

    private static bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    private static string CacheHome()
    {
        if (OperatingSystem.IsWindows())
        {
            return Required(Environment.SpecialFolder.LocalApplicationData, "LOCALAPPDATA");
        }

        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache))
        {
            return cache;
        }

        var home = Required(Environment.SpecialFolder.UserProfile, "HOME");
        return OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches") : Path.Combine(home, ".cache");
    }

    private static string Required(Environment.SpecialFolder folder, string variable)
    {
        var path = Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
        return path.Length > 0
            ? path
            : throw new EmbeddedPostgresException($"This account has no home folder: set {variable}, or name a folder in {nameof(EmbeddedPostgresOptions)}");
    }
}
