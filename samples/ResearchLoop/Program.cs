using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure;
using Research;

if (args.Any(topic => topic is "" or ['-', ..]))
{
    Console.Error.WriteLine("usage: ResearchLoop [salt|glass|tea|…], or what somebody types into a box: ResearchLoop g gla glass");
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

    var run = args is [_, _, ..] typed ? await StartTypedAsync(client, typed) : await StartAsync(client, args is [var name] ? name : "salt");

    // What the steps emit, as they emit it; of a run that has ended already, all at once.
    await foreach (var line in run.StreamAsync<Line>(stopping)) Console.WriteLine(line.Value.Text);
    await run.GetResultAsync(stopping);
    Console.WriteLine();
    Console.WriteLine($"select * from perdure.execution_tree('{run.Id}'); shows the run with those of its questions");
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    return 130;
}

await host.StopAsync(CancellationToken.None);
return 0;

// The topic is the key of its run: a program that is started again goes on where it was, and what is found out already is not asked anew.
async Task<WorkflowHandle<Report>> StartAsync(WorkflowClient client, string topic) =>
    await client.StartAsync(ResearchLoop.Definition, new Topic(topic), new StartOptions { Key = topic }, stopping);

// Each start puts the one run off, and replaces what it takes: it begins when nobody has typed for a second, with the last word.
async Task<WorkflowHandle<Report>> StartTypedAsync(WorkflowClient client, string[] typed)
{
    StartOptions whenQuiet = new() { Key = "box", Debounce = new Debounce(TimeSpan.FromSeconds(1)) };
    foreach (var begun in typed[..^1]) await client.StartAsync(ResearchLoop.Definition, new Topic(begun), whenQuiet, stopping);
    return await client.StartAsync(ResearchLoop.Definition, new Topic(typed[^1]), whenQuiet, stopping);
}
