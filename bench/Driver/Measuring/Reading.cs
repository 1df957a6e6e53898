using System.Diagnostics;
using Perdure.Bench.Machine;
using Perdure.Bench.Results;
using Perdure.Bench.Stores;

namespace Perdure.Bench.Measuring;

/// <summary>All counters at one moment.</summary>
/// <param name="Client">The CPU of the contestant's processes.</param>
/// <param name="Server">The CPU of the store's processes.</param>
/// <param name="Machine">The CPU of everything.</param>
/// <param name="Log">What the store has written to its log.</param>
/// <param name="Timestamp">The moment.</param>
internal sealed record Reading(TimeSpan Client, TimeSpan Server, MachineCpu Machine, LogCounters Log, long Timestamp)
{
    /// <summary>Reads the counters of a store and of a program that uses it.</summary>
    public static async Task<Reading> TakeAsync(IStore store, int program, CancellationToken cancellationToken)
    {
        var log = await store.ReadLogAsync(cancellationToken);
        return new Reading(ProcessTree.Cpu(program), ProcessTree.Cpu(store.ProcessId), MachineCpu.Read(), log, Stopwatch.GetTimestamp());
    }

    /// <summary>Reads them where the program is one that has ended, or has not begun.</summary>
    public static async Task<Reading> TakeAsync(IStore store, CancellationToken cancellationToken)
    {
        var log = await store.ReadLogAsync(cancellationToken);
        return new Reading(ProcessTree.ReapedCpu(), ProcessTree.Cpu(store.ProcessId), MachineCpu.Read(), log, Stopwatch.GetTimestamp());
    }

    /// <summary>What happened from this reading to a later one, for each of so many runs.</summary>
    public Dictionary<string, double> Until(Reading later, double runs)
    {
        var seconds = Stopwatch.GetElapsedTime(Timestamp, later.Timestamp).TotalSeconds;
        var client = later.Client - Client;
        var server = later.Server - Server;
        return new Dictionary<string, double>
        {
            [Figure.ClientCpu] = client.TotalMilliseconds / runs,
            [Figure.ServerCpu] = server.TotalMilliseconds / runs,
            [Figure.LogBytes] = (later.Log.Bytes - Log.Bytes) / runs,
            [Figure.Others] = Math.Max(0, (later.Machine.Busy - Machine.Busy - client - server).TotalSeconds / seconds),
            [Figure.Stolen] = (later.Machine.Stolen - Machine.Stolen).TotalSeconds / seconds,
        };
    }
}
