using System.Globalization;
using Npgsql;
using Perdure.Embedded.Files;

namespace Perdure.Embedded.Psql;

/// <summary>
/// Password files as libpq reads them: <c>host:port:database:user:password</c>. Each connection has a file of its
/// own, so that two processes never write over one another's.
/// </summary>
internal static class PasswordFile
{
    /// <summary>Keeps the password of a connection and returns the path of its file.</summary>
    public static string Keep(string folder, NpgsqlConnectionStringBuilder connection)
    {
        Folders.CreateOpen(folder);
        string[] fields = [connection.Host ?? "localhost", connection.Port.ToString(CultureInfo.InvariantCulture), connection.Username ?? "*"];
        var path = Path.Combine(folder, $"{FileName(string.Join('-', fields))}.pgpass");
        PrivateFile.Write(path, string.Join(':', Escape(fields[0]), fields[1], "*", Escape(fields[2]), Escape(connection.Password!)) + "\n");
        return path;
    }

    private static string FileName(string connection) =>
        string.Concat(connection.Select(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' ? character : '_'));

    // A colon parts the fields, so one within a field is escaped.
    private static string Escape(string field) => field.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);
}
