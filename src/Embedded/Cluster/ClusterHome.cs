using System.Globalization;
using Perdure.Embedded.Files;

namespace Perdure.Embedded.Cluster;

/// <summary>
/// The folder of one server. What a privileged process reads back belongs to that process; only <see cref="Data"/>
/// and <see cref="Log"/> belong to the server's account, which could otherwise put a link in the password's place.
/// </summary>
internal sealed record ClusterHome(string Folder)
{
    private const string MakingPrefix = "making-";

    /// <summary>The cluster. It is renamed into place when it is whole, so that it is whole if it is there.</summary>
    public string Data => Path.Combine(Folder, "data");

    /// <summary>Held while somebody makes, starts or stops the server.</summary>
    public string Lock => Path.Combine(Folder, "lock");

    /// <summary>Held by the process that a temporary server belongs to.</summary>
    public string Owner => Path.Combine(Folder, "owner");

    /// <summary>The password, for the owner of this folder alone.</summary>
    public string Password => Path.Combine(Folder, "password");

    /// <summary>Our settings, which the server's own file includes.</summary>
    public string Settings => Path.Combine(Folder, "server.conf");

    /// <summary>What the server says, since its last start.</summary>
    public string Log => Path.Combine(Folder, "server.log");

    /// <summary>What the server said before its last start: the first thing to read after a crash.</summary>
    public string FormerLog => Path.Combine(Folder, "server.former.log");

    /// <summary>The version that the cluster is bound to; null where there is no cluster.</summary>
    public int? Major
    {
        get
        {
            if (!Directory.Exists(Data))
            {
                return null;
            }

            var file = Path.Combine(Data, "PG_VERSION");
            return File.Exists(file)
                ? int.Parse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture)
                : throw new EmbeddedPostgresException($"'{Data}' holds no PostgreSQL cluster; move it out of the way");
        }
    }

    /// <summary>Opens a folder, made where it is missing, under the name that the system itself gives it.</summary>
    public static ClusterHome Open(string folder)
    {
        Folders.CreateOpen(folder);
        return new ClusterHome(Folders.RealPath(folder));
    }

    /// <summary>A folder to make a cluster in, whose name nobody else uses.</summary>
    public string NewMaking() => Path.Combine(Folder, $"{MakingPrefix}{Guid.CreateVersion7():N}");

    /// <summary>Removes clusters that were never finished.</summary>
    public void DeleteUnfinished() => Folders.DeleteAbandoned(Folder, $"{MakingPrefix}*");

    /// <summary>The last lines of the log, for a message.</summary>
    public string LogTail()
    {
        const int lines = 12;
        return File.Exists(Log) ? string.Join(Environment.NewLine, File.ReadLines(Log).TakeLast(lines)) : "(it wrote nothing)";
    }
}
