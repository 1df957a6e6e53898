using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Perdure.Embedded.Files;

namespace Perdure.Embedded.Cluster;

/// <summary>The settings that every start writes anew.</summary>
internal static partial class ServerSettings
{
    public static void Write(ClusterHome home, EmbeddedPostgresOptions options, int port)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["cluster_name"] = "perdure",
            ["max_connections"] = "200",
            ["lc_messages"] = "C",
            ["log_line_prefix"] = "%m [%p] ",
        };
        if (!options.IsDurable)
        {
            settings["fsync"] = "off";
            settings["full_page_writes"] = "off";
        }

        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        // Not for anybody to change: they are what makes the server a private one.
        settings["listen_addresses"] = "127.0.0.1";
        settings["port"] = port.ToString(CultureInfo.InvariantCulture);
        settings["unix_socket_directories"] = "";
        settings["password_encryption"] = "scram-sha-256";

        File.WriteAllText(home.Settings, Format(settings));
        Folders.LetOthersRead(home.Settings);
    }

    /// <summary>The port of the last start; null where there was none.</summary>
    public static int? FormerPort(ClusterHome home) =>
        File.Exists(home.Settings) && FormerPortLine().Match(File.ReadAllText(home.Settings)) is { Success: true } match
            ? int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture)
            : null;

    public static string Format(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in settings)
        {
            if (!name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.'))
            {
                throw new EmbeddedPostgresException($"'{name}' is no name of a PostgreSQL setting");
            }

            text.Append(CultureInfo.InvariantCulture, $"{name} = '{Escape(value)}'\n");
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^port = '(?<port>\d{1,5})'$", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex FormerPortLine();

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("'", "''", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
