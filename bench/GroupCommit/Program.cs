using System.Globalization;
using Npgsql;
using Perdure.GroupCommit;

// Not a product: what is left where runs that wait for a checkpoint at the same moment share one commit, and nothing else is done. No lease, no
// events, no recovery. Speaks as every contestant does: `<workload> <count> <in flight>`, marks on standard output.
if (args.Length != 3 || !int.TryParse(args[1], CultureInfo.InvariantCulture, out var count) || !int.TryParse(args[2], CultureInfo.InvariantCulture, out var inFlight))
{
    Console.Error.WriteLine("Usage: Perdure.GroupCommit <w1|w2|w3|w4> <count> <in flight>");
    return 2;
}

await using var source = NpgsqlDataSource.Create(Database.ConnectionString());
await Database.CreateAsync(source);
await using var log = new SharedCommits(source);
var workloads = new Workloads(new Runs(log), count, inFlight);
var running = args[0] switch
{
    "w1" => workloads.ThroughputAsync(),
    "w2" => workloads.LatencyAsync(),
    "w3" => workloads.ChainAsync(),
    "w4" => workloads.FanAsync(),
    _ => throw new ArgumentException($"There is no workload '{args[0]}'"),
};
await running;
return 0;
