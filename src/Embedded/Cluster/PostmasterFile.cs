using System.Globalization;

namespace Perdure.Embedded.Cluster;

/// <summary>What a server tells of itself in <c>postmaster.pid</c>. It stays behind when the server is killed.</summary>
/// <param name="ProcessId">The server's process.</param>
/// <param name="Port">The port that it listens on.</param>
/// <param name="IsReady">Whether it says that it takes connections.</param>
internal sealed record PostmasterFile(int ProcessId, int Port, bool IsReady)
{
    private const int ProcessIdLine = 0;
    private const int PortLine = 3;
    private const int StatusLine = 7;

    public static string PathIn(string data) => Path.Combine(data, "postmaster.pid");

    /// <summary>Reads the file; null where there is none, or where the server has not written that far.</summary>
    public static PostmasterFile? Read(string data)
    {
        try
        {
            return Parse(File.ReadAllLines(PathIn(data)));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Reads the lines, of which the later ones come while the server starts.</summary>
    public static PostmasterFile? Parse(IReadOnlyList<string> lines) =>
        lines.Count > PortLine
        && int.TryParse(lines[ProcessIdLine], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
        && int.TryParse(lines[PortLine], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new PostmasterFile(process, port, lines.Count > StatusLine && lines[StatusLine].Trim() == "ready")
            : null;
}
