using Perdure.Embedded.Processes;

namespace Perdure.Embedded.Binaries;

/// <summary>What to do where no server can be found, in the words of the platform.</summary>
internal static class InstallationAdvice
{
    private static readonly (string Manager, string Command)[] Managers =
    [
        ("apt-get", "apt-get install postgresql"),
        ("dnf", "dnf install postgresql-server"),
        ("apk", "apk add postgresql"),
        ("pacman", "pacman -S postgresql"),
        ("zypper", "zypper install postgresql-server"),
        ("brew", "brew install postgresql@17"),
        ("winget", "winget install PostgreSQL.PostgreSQL.17"),
    ];

    public static string For(int? major, IReadOnlyCollection<string> failures) => For(
        major,
        failures,
        Managers.FirstOrDefault(manager => Tool.Find(manager.Manager) is not null).Command);

    public static string For(int? major, IReadOnlyCollection<string> failures, string? command)
    {
        var wanted = major is null ? $"PostgreSQL {ServerPrograms.OldestMajor} or newer" : $"PostgreSQL {major}, which made the data that is there,";
        var reasons = failures.Count == 0 ? "none may be looked for" : string.Join(", and ", failures);
        var install = command is null ? "install PostgreSQL" : $"install it ('{command}')";
        return $"No server programs of {wanted} were found: {reasons}. Either {install}, or install Node.js, with whose npm they can be fetched, or name a server of your own with UsePostgres(connectionString)";
    }
}
