using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure;
using Research;

if (args is not ([] or [not ['-', ..]]))
{
    Console.Error.WriteLine("usage: ResearchLoop [salt|glass|tea|…]");
    return 2;
}

// The worker is named after this folder. One that starts under the name of a dead one goes on with its runs at once.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
builder.Logging.SetMinimumLevel(LogLevel.Error);
builder.Services.AddSingleton(new TextLibrary(Path.Combine(AppContext.BaseDirectory, "Library")));
builder.Services.AddPerdure(perdure =>
    (Environment.GetEnvironmentVariable("PERDURE_POSTGRES") is { Length: > 0 } database ? perdure.UsePostgres(database) : perdure.UseEmbeddedPostgres()).AddWorkflows());
using var host = builder.Build();
var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
try
{
    await host.StartAsync(stopping);
    var client = host.Services.GetRequiredService<WorkflowClient>();

    // The topic is the key of its run: a program that is started again goes on where it was, and what is found out already is not asked anew.
    Topic topic = new(args is [var name] ? name : "salt");
    var run = await client.StartAsync(ResearchLoop.Definition, topic, new StartOptions { Key = topic.Name }, stopping);
    Console.WriteLine((await run.GetResultAsync(stopping)).Text);
    Console.WriteLine();
    Console.WriteLine($"select * from perdure.execution_tree('{run.Id}'); shows the run with those of its questions");
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}

await host.StopAsync(CancellationToken.None);
return 0;
