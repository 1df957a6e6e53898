using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure;
using Shop;

if (args is not [])
{
    Console.Error.WriteLine("usage: OrderSaga");
    return 2;
}

// The worker is named after this folder. One that starts under the name of a dead one goes on with its runs at once.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
// A run that fails is told below.
builder.Logging.SetMinimumLevel(LogLevel.Error).AddFilter("Perdure.Worker", LogLevel.Critical);
builder.Services.AddSingleton<ShopDatabase>().AddSingleton<Warehouse>().AddSingleton<Bank>().AddSingleton(new Carrier(heaviest: 30));
builder.Services.AddPerdure(perdure =>
    (Environment.GetEnvironmentVariable("PERDURE_POSTGRES") is { Length: > 0 } database ? perdure.UsePostgres(database) : perdure.UseEmbeddedPostgres()).AddWorkflows());
using var host = builder.Build();
var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
try
{
    await host.Services.GetRequiredService<ShopDatabase>().OpenAsync(stopping);
    await host.StartAsync(stopping);
    var client = host.Services.GetRequiredService<WorkflowClient>();

    // The number of the order is its key: a program that is started again finds its runs, and orders nothing twice.
    foreach (var order in (Order[])[new("A-1", "lamp", 2), new("A-2", "piano", 1), new("A-3", "lamp", 40)])
    {
        var run = await client.StartAsync(OrderSaga.Definition, order, new StartOptions { Key = order.Number }, stopping);
        Console.WriteLine($"{order.Number}  {order.Count,2} x {order.Article,-5}  {await DescribeAsync(run, stopping)}");
    }
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}

await host.StopAsync(CancellationToken.None);
return 0;

static async Task<string> DescribeAsync(WorkflowHandle<Parcel> run, CancellationToken cancellationToken)
{
    try
    {
        return $"on its way: {(await run.GetResultAsync(cancellationToken)).Label}";
    }
    catch (WorkflowFailedException failure)
    {
        return $"{(failure.IsCompensated ? "undone" : "failed")}: {failure.Error.Message}";
    }
}
