using System.Globalization;
using Expenses;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure;

if (args is not [])
{
    Console.Error.WriteLine("usage: ExpenseClaims");
    return 2;
}

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddPerdure(perdure =>
    (Environment.GetEnvironmentVariable("PERDURE_POSTGRES") is { Length: > 0 } database ? perdure.UsePostgres(database) : perdure.UseEmbeddedPostgres()).AddWorkflows());
using var host = builder.Build();
var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
try
{
    await host.StartAsync(stopping);
    var client = host.Services.GetRequiredService<WorkflowClient>();
    foreach (var claim in (Claim[])[
        new("E-1", "Ann", [new("train", 48), new("tea", 0), new("hotel", 50)]),
        new("E-2", "Bob", [new("dinner", 180)])])
    {
        // Without a key: who has edited the document wants another run of it, and not the answer of the last one.
        var run = await client.StartAsync(ExpenseClaim.Definition, claim, cancellationToken: stopping);
        Console.WriteLine($"{claim.Number}: {(await run.GetResultAsync(stopping)).Text}");
    }
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}

await host.StopAsync(CancellationToken.None);
return 0;
