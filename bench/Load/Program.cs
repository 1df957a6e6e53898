using System.Globalization;
using Perdure.Load;

// One workload on the database that DATABASE_URL names: `<workload> <count> <in flight>`. Speaks to whoever measures through marks on standard output.
if (args.Length != 3 || !int.TryParse(args[1], CultureInfo.InvariantCulture, out int count) || !int.TryParse(args[2], CultureInfo.InvariantCulture, out int inFlight))
{
    Console.Error.WriteLine("Usage: Perdure.Load <w1|w2|w3|w4|w5a|w5b|startup|idle|backlog|drain> <count> <in flight>");
    return 2;
}

var workloads = new Workloads(count, inFlight);
Task? running = args[0] switch
{
    "w1" => workloads.ThroughputAsync(),
    "w2" => workloads.LatencyAsync(),
    "w3" => workloads.ChainAsync(),
    "w4" => workloads.FanAsync(),
    "w5a" => workloads.RecoveryFirstLifeAsync(),
    "w5b" => Workloads.RecoverySecondLifeAsync(),
    "startup" => workloads.StartUpAsync(),
    "idle" => workloads.IdleAsync(),
    "backlog" => workloads.StartBacklogAsync(),
    "drain" => Workloads.DrainBacklogAsync(),
    _ => null,
};
if (running is null)
{
    Console.Error.WriteLine($"There is no workload '{args[0]}'");
    return 2;
}

await running;
return 0;
