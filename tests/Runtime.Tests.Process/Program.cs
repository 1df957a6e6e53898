using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Perdure;
using Perdure.Runtime.Tests.Process;
using Perdure.Storage;

// A client in a process of its own: `client <connection string> <folder>`. It starts runs until it is killed.
if (args is ["client", var database, var folder])
{
    await StartingClient.RunAsync(database, folder);
    return;
}

// A worker in a process of its own, for tests that stop, kill or freeze it:
// `<connection string> <worker name> <lease in seconds> <grace in seconds> <most recoveries>`. It stays until it is told to end or killed.
var pause = PausePoint.FromEnvironment();
if (pause is not null) PausePoints.Reached = pause.Reach;
HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
builder.Services.AddPerdure(
    perdure =>
    {
        // Behind a pooler a batch is two messages, and has a point between them.
        if (pause?.Name == "fence locked") perdure.UsePooledPostgres($"{args[0]};Application Name=pooled", args[0]);
        else perdure.UsePostgres(args[0]);
        perdure.Add(new ProcessRegistry());
    },
    options =>
    {
        options.WorkerName = args[1];
        options.Lease = TimeSpan.FromSeconds(double.Parse(args[2], CultureInfo.InvariantCulture));
        options.ShutdownGrace = TimeSpan.FromSeconds(double.Parse(args[3], CultureInfo.InvariantCulture));
        options.MaxRecoveries = int.Parse(args[4], CultureInfo.InvariantCulture);
        options.SlowPoll = TimeSpan.FromMilliseconds(200);
    });
await builder.Build().RunAsync();
