using Npgsql;
using Perdure.Bench.Machine;

namespace Perdure.Bench.Profiling;

/// <summary>The CPU of each process of the server, and what it is.</summary>
/// <param name="Cpu">For each process its kind and what it used so far.</param>
internal sealed record ServerProcesses(IReadOnlyDictionary<int, (string Kind, TimeSpan Cpu)> Cpu)
{
    /// <summary>Reads them, without the sessions of other databases than the one that is measured.</summary>
    public static async Task<ServerProcesses> ReadAsync(NpgsqlDataSource source, string database, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select pid, backend_type from pg_stat_activity where datname is null or datname = $1");
        command.Parameters.AddWithValue(database);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var processes = new Dictionary<int, (string Kind, TimeSpan Cpu)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (ProcessStat.Of(reader.GetInt32(0)) is { } stat)
            {
                processes[reader.GetInt32(0)] = (reader.GetString(1), stat.Own);
            }
        }

        return new ServerProcesses(processes);
    }

    /// <summary>What each kind used from here to a later reading, in milliseconds; of a process that is new, all that it used.</summary>
    public IReadOnlyList<Share> Until(ServerProcesses later) =>
    [
        .. later.Cpu
            .Select(process => (process.Value.Kind, Used: process.Value.Cpu - (Cpu.TryGetValue(process.Key, out var before) ? before.Cpu : TimeSpan.Zero)))
            .GroupBy(process => process.Kind, (kind, all) => new Share(kind, all.Sum(process => process.Used.TotalMilliseconds)))
            .Where(share => share.Amount > 0)
            .OrderByDescending(share => share.Amount),
    ];
}
