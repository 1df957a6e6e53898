using Documents;
using Documents.Agents;
using Documents.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Perdure;

if (!CommandLine.TryParse(args, out var asked, out var exitCode)) return exitCode;

return await SampleSession.RunAsync(BuildHost, async session =>
{
    // The worker has taken up what an earlier start left unfinished. There is nothing to do but to await it.
    List<DocumentRun> runs = [.. await session.FindUnfinishedAsync()];

    var files = asked.UsesOwnDocuments(isAnyUnfinished: runs.Count > 0) ? session.UseOwnDocuments() : asked.Files;
    var plan = asked.IsSequential ? SequentialInsights.Definition : DocumentInsights.Definition;
    foreach (var document in session.Read(files))
    {
        WorkflowHandle<Insights> handle = await session.Client.StartAsync(plan, document, cancellationToken: session.Stopping);
        runs.Add(new DocumentRun(handle, plan, document.Name, IsResumed: false));
    }

    await session.FollowAsync(runs);
    foreach (var run in runs) await session.ShowInsightsAsync(run);
    foreach (var run in runs) await session.ShowTablesAsync(run);
    session.ShowPsqlCommand();
});

IHost BuildHost()
{
    // The worker is named after this folder. One that starts under the name of a dead one goes on with its runs at once.
    var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
    builder.Services.AddSingleton(new Pace(asked.Pause, TimeProvider.System));
    builder.Services.AddPerdure(
        perdure => (CommandLine.NamedDatabase is { } database ? perdure.UsePostgres(database) : perdure.UseEmbeddedPostgres()).AddWorkflows(),
        options => options.ShutdownGrace = TimeSpan.FromSeconds(1));
    return builder.WithQuietLog().Build();
}
