using System.Runtime.InteropServices;
using Perdure.Bench;
using Perdure.Bench.Children;
using Perdure.Bench.Contests;
using Perdure.Bench.Machine;
using Perdure.Bench.Reporting;
using Perdure.Bench.Results;
using Perdure.Bench.Stores;

Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine($"{exception.Message}\n{Options.Usage}");
    return 2;
}

var paths = Paths.Find();
if (options.Report is { } folders)
{
    await ReportPage.WriteAsync(await Evidence.ReadAsync([.. folders.Select(one => new SessionFolder(one))]), options.Into ?? paths.Report);
    return 0;
}

using var stopping = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

await using var server = await BenchServer.StartAsync(stopping.Token);
var (present, missing) = Roster.Choose(paths, options.Wants, server.Programs);
foreach (var reason in missing)
{
    Progress.Say($"does not take part: {reason}");
}

var now = TimeProvider.System.GetUtcNow();
var folder = SessionFolder.Create(paths.Results, now);
await folder.AddAsync(new Setting(DateOnly.FromDateTime(now.Date), MachineFacts.Describe(), await server.DescribeAsync(stopping.Token), options.Rounds, options.Quick, missing));
var campaign = new Campaign(options, paths, server, present, folder);
try
{
    await campaign.RunAsync(stopping.Token);
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    Progress.Say("broken off: the report holds what was measured until then");
}

var isWhole = options.IsWhole && !stopping.IsCancellationRequested;
var into = options.Into ?? (isWhole ? paths.Report : folder.Report);
await ReportPage.WriteAsync(await Evidence.ReadAsync([folder]), into);
Progress.Say($"results: {folder.Passes.Path}\nreport: {into}");
return campaign.Failures == 0 && !stopping.IsCancellationRequested ? 0 : 1;

// The server has to be stopped and deleted first.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopping.Cancel();
}
