using System.Globalization;
using System.Text.RegularExpressions;
using Perdure.Embedded.Processes;

namespace Perdure.Embedded.Binaries;

/// <summary>The programs of one PostgreSQL, found to run under the server's account.</summary>
/// <param name="Folder">The folder that they lie in.</param>
/// <param name="Major">The major version; a cluster is bound to the one that made it.</param>
internal sealed partial record ServerPrograms(string Folder, int Major)
{
    /// <summary>The oldest server that the schema works on.</summary>
    public const int OldestMajor = 15;

    private static readonly string[] Needed = ["postgres", "initdb", "pg_ctl"];

    public string InitDb => Program(Folder, "initdb");

    public string PgCtl => Program(Folder, "pg_ctl");

    /// <summary>
    /// Asks the programs of a folder for their version; null where they are missing, too old, or do not run under the
    /// server's account (another system's, or in a folder that is closed to it).
    /// </summary>
    public static async Task<ServerPrograms?> TryOpenAsync(string folder, ServerUser user, CancellationToken cancellationToken)
    {
        if (!Needed.All(name => File.Exists(Program(folder, name))))
        {
            return null;
        }

        try
        {
            var asked = await Tool.RunAsync(Program(folder, "postgres"), ["--version"], user, cancellationToken: cancellationToken);
            return asked.ExitCode == 0 && MajorOf(asked.Output) is { } major && major >= OldestMajor ? new ServerPrograms(folder, major) : null;
        }
        catch (EmbeddedPostgresException)
        {
            return null;
        }
    }

    /// <summary>The major version in <c>postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)</c>; null where there is none.</summary>
    public static int? MajorOf(string version) =>
        Version().Match(version) is { Success: true } match ? int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture) : null;

    private static string Program(string folder, string name) => Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name);

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
