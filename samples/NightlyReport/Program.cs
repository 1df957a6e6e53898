using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure;
using Reports;

// `dotnet run` waits for the night; `dotnet run -- --now` makes a report at once.
if (args is not ([] or ["--now"]))
{
    Console.Error.WriteLine("usage: NightlyReport [--now]");
    return 2;
}

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSingleton(new ShopLedger(price: 19.90m));
builder.Services.AddPerdure(perdure =>
    (Environment.GetEnvironmentVariable("PERDURE_POSTGRES") is { Length: > 0 } database ? perdure.UsePostgres(database) : perdure.UseEmbeddedPostgres()).AddWorkflows());
using var host = builder.Build();
await host.StartAsync();
var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
try
{
    var schedules = host.Services.GetRequiredService<ScheduleClient>();
    var schedule = await FindAsync(schedules, stopping);
    Console.WriteLine($"{schedule.Id} is due at {schedule.NextFire:u}; it was last due at {(schedule.LastFire is { } last ? $"{last:u}" : "no time yet")}");
    if (args is ["--now"])
    {
        WorkflowHandle<string> run = await schedules.TriggerAsync(NightlyReport.Definition, cancellationToken: stopping);
        Console.WriteLine(await run.GetResultAsync(stopping));
    }
    else
    {
        Console.WriteLine("waiting for it; Ctrl-C ends");
        await host.WaitForShutdownAsync(CancellationToken.None);
    }
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}

await host.StopAsync(CancellationToken.None);
return 0;

// The worker of this process brings the schedule, and works out its first instant, moments after it has started.
static async Task<ScheduleInfo> FindAsync(ScheduleClient schedules, CancellationToken cancellationToken)
{
    while (true)
    {
        if (await schedules.GetAsync("nightly-report/default", cancellationToken) is { NextFire: not null } schedule) return schedule;
        await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
    }
}
