using System.Globalization;
using Npgsql;
using Perdure.Embedded.Binaries;
using Perdure.Embedded.Files;
using Perdure.Embedded.Processes;
using Perdure.Embedded.Psql;

namespace Perdure;

/// <summary>The line for a terminal that opens a database in psql, for people who want to look for themselves.</summary>
public static class PsqlCommand
{
    /// <summary>
    /// The line for a connection string; null where psql is not installed. The password is not in it: it is kept in a
    /// file that only this account may read, and which the line names.
    /// </summary>
    /// <param name="connectionString">As for Npgsql.</param>
    /// <param name="database">Another database than the connection string's.</param>
    public static string? For(string connectionString, string? database = null) => For(connectionString, database, UserFolders.Data);

    /// <summary>The line, with the password's file below a folder.</summary>
    internal static string? For(string connectionString, string? database, string folder) =>
        Find() is { } psql ? For(connectionString, database, psql, Path.Combine(folder, "psql")) : null;

    internal static string For(string connectionString, string? database, string psql, string folder)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        if (database is not null)
        {
            connection.Database = database;
        }

        var line = $"{Quote(psql)} -h {Quote(connection.Host ?? "localhost")} -p {connection.Port.ToString(CultureInfo.InvariantCulture)}";
        if (connection.Username is { } user)
        {
            line += $" -U {Quote(user)}";
        }

        if ((connection.Database ?? connection.Username) is { } name)
        {
            line += $" -d {Quote(name)}";
        }

        if (string.IsNullOrEmpty(connection.Password))
        {
            return line;
        }

        var passwords = PasswordFile.Keep(folder, connection);
        return OperatingSystem.IsWindows() ? $"$env:PGPASSFILE={Quote(passwords)}; & {line}" : $"PGPASSFILE={Quote(passwords)} {line}";
    }

    private static string? Find()
    {
        if (Tool.Find("psql") is not null)
        {
            return "psql";
        }

        var name = OperatingSystem.IsWindows() ? "psql.exe" : "psql";
        return MachineBinaries.Folders().Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    // A quote within single quotes: doubled for PowerShell; for a shell, outside of them.
    private static string Quote(string argument) => argument.All(character => char.IsAsciiLetterOrDigit(character) || "-_./:".Contains(character))
        ? argument
        : $"'{argument.Replace("'", OperatingSystem.IsWindows() ? "''" : "'\\''", StringComparison.Ordinal)}'";
}
