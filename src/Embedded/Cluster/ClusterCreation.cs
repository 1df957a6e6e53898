using Perdure.Embedded.Binaries;
using Perdure.Embedded.Files;
using Perdure.Embedded.Processes;

namespace Perdure.Embedded.Cluster;

/// <summary>Makes a new cluster beside its place and renames it there, so that a kill in the middle leaves none.</summary>
internal static class ClusterCreation
{
    /// <summary>The account that owns everything in the server.</summary>
    public const string Account = "perdure";

    public static async Task CreateAsync(ClusterHome home, ServerPrograms programs, bool durable, CancellationToken cancellationToken)
    {
        home.DeleteUnfinished();
        var making = home.NewMaking();
        var data = Path.Combine(making, "data");
        var password = Path.Combine(making, "password");
        Folders.CreatePrivate(making);
        try
        {
            PrivateFile.Write(password, ClusterPassword.Ensure(home));
            await ServerUser.Current.OwnAsync(making, cancellationToken);
            await InitializeAsync(programs, data, password, durable, cancellationToken);
            await File.AppendAllTextAsync(
                Path.Combine(data, "postgresql.conf"),
                $"\n# Written at every start.\ninclude '../{Path.GetFileName(home.Settings)}'\n",
                cancellationToken);
            Directory.Move(data, home.Data);
        }
        finally
        {
            Folders.Discard(making);
        }
    }

    private static async Task InitializeAsync(ServerPrograms programs, string data, string password, bool durable, CancellationToken cancellationToken)
    {
        List<string> arguments =
        [
            $"--pgdata={data}",
            $"--username={Account}",
            $"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            // The same order of texts on every machine, whatever locales it has.
            "--locale=C",
            "--no-instructions",
        ];
        if (!durable)
        {
            arguments.Add("--no-sync");
        }

        var result = await Tool.RunAsync(programs.InitDb, arguments, ServerUser.Current, cancellationToken: cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new EmbeddedPostgresException($"'{programs.InitDb}' could not make a cluster: {result.Said}");
        }
    }
}
