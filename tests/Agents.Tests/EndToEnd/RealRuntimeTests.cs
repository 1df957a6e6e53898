using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure.Agents.Tests.Adk;
using Perdure.Agents.Tests.LangGraph;
using Perdure.Agents.Tests.Servers;
using Perdure.Tests;
using Perdure.Tests.Postgres;

namespace Perdure.Agents.Tests.EndToEnd;

/// <summary>Runs on PostgreSQL whose agents are at work in real runtimes, and whose workers change meanwhile.</summary>
public sealed class RealRuntimeTests(MigratedServer postgres, LangGraphServer graphs, AdkServer apps) : IClassFixture<LangGraphServer>, IClassFixture<AdkServer>, IAsyncLifetime
{
    private TestDatabase database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await postgres.CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        (await database.ScalarAsync<long>("select count(*) from perdure.violations()")).ShouldBe(0);
        await database.DisposeAsync();
    }

    [Fact]
    public async Task AGraphThatAWorkerLetGoOfIsReadOnByTheNext()
    {
        graphs.Require();
        var plan = RemotePlan.Of<LangGraphAgentAttribute, DeskInput, DeskResult>("graph", PayloadType.Of<DeskInput>(DeskJson.Default), PayloadType.Of<DeskResult>(DeskJson.Default));
        var attribute = new LangGraphAgentAttribute("desk") { OutputField = "result" };
        Guid id = Guid.Empty;
        await WithHostAsync(plan, attribute, async client =>
        {
            id = (await client.StartAsync(plan, new DeskInput("slow", DelayMs: 2_500), cancellationToken: Token)).Id;
            await Wait.UntilAsync(async () => await database.ScalarAsync<long>("select count(*) from perdure.execution_events where execution_id = $1 and event_type = 'AGENT_STARTED'", id) == 1);
        });

        await WithHostAsync(plan, attribute, async client => (await client.GetHandle(plan, id).GetResultAsync(Token)).ShouldBe(new DeskResult("slept")));

        string thread = await database.ScalarAsync<string>("select conversation from perdure.agent_work where execution_id = $1", id);
        (await Desk.CountRunsAsync(graphs.Url, new AgentHandle("langgraph", thread, 0))).ShouldBe(1);
        (await database.ScalarAsync<long>("select count(*) from perdure.execution_events where execution_id = $1 and event_type = 'AGENT_STARTED'", id)).ShouldBe(1);
    }

    [Fact]
    public async Task AWorkflowOfAdkWaitsForItsAnswerWithoutAWorker()
    {
        apps.Require();
        PayloadType answer = PayloadType.Of<Approval>(AppJson.Default);
        var approve = new SignalDefinition<Approval>("approve", answer);
        var plan = RemotePlan.Of<AdkAgentAttribute, string, Decision>("app", PayloadType.Of<string>(AppJson.Default), PayloadType.Of<Decision>(AppJson.Default), ("approve", answer));
        var attribute = new AdkAgentAttribute("flow");
        Guid id = Guid.Empty;
        await WithHostAsync(plan, attribute, async client =>
        {
            id = (await client.StartAsync(plan, "birds", cancellationToken: Token)).Id;
            await Wait.UntilAsync(async () => await database.ScalarAsync<string>("select status from perdure.executions where id = $1", id) == "WAITING");
            AgentQuestion question = (await client.GetQuestionsAsync(id, Token)).ShouldHaveSingleItem();
            question.Asked.Message.ShouldBe("Publish?");
            question.Asked.ResponseSchema.ShouldNotBeNull();
        });

        await WithHostAsync(plan, attribute, async client =>
        {
            WorkflowHandle<Decision> run = client.GetHandle(plan, id);
            await run.SignalAsync(approve, new Approval(false, "dull"), Token);
            (await run.GetResultAsync(Token)).ShouldBe(new Decision("rejected", "dull"));
        });

        string session = await database.ScalarAsync<string>("select conversation from perdure.agent_work where execution_id = $1", id);
        (await App.CountMessagesAsync(apps.Url, "flow", new AgentHandle("adk", session, 0))).ShouldBe(2);
    }

    [Fact]
    public async Task ARunThatIsCancelledStopsItsGraph()
    {
        graphs.Require();
        var plan = RemotePlan.Of<LangGraphAgentAttribute, DeskInput, DeskResult>("cancelled", PayloadType.Of<DeskInput>(DeskJson.Default), PayloadType.Of<DeskResult>(DeskJson.Default));
        await WithHostAsync(plan, new LangGraphAgentAttribute("desk") { OutputField = "result" }, async client =>
        {
            WorkflowHandle<DeskResult> run = await client.StartAsync(plan, new DeskInput("slow", DelayMs: 60_000), cancellationToken: Token);
            await Wait.UntilAsync(async () => await database.ScalarAsync<long>("select count(*) from perdure.agent_work where execution_id = $1 and remote_run is not null", run.Id) == 1);
            string path = await database.ScalarAsync<string>("select 'threads/' || conversation || '/runs/' || remote_run from perdure.agent_work where execution_id = $1", run.Id);

            await run.CancelAsync(cancellationToken: Token);

            await Should.ThrowAsync<WorkflowCancelledException>(async () => await run.GetResultAsync(Token));
            (await database.ScalarAsync<string>("select payload ->> 'outcome' from perdure.execution_events where execution_id = $1 and event_type = 'AGENT_STOPPED'", run.Id)).ShouldBe("stopped");
            await Wait.UntilAsync(async () => (await Desk.GetAsync(graphs.Url, path)).GetProperty("status").GetString() == "interrupted");
        });
    }

    /// <summary>A host for as long as it is used. It goes without waiting for what its steps are at.</summary>
    private async Task WithHostAsync<TAttribute, TIn, TOut>(WorkflowPlan<TIn, TOut> plan, TAttribute attribute, Func<WorkflowClient, Task> use)
        where TAttribute : RemoteAgentAttribute
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Services.AddPerdure(
            perdure =>
            {
                perdure.UsePostgres(database.ConnectionString);
                if (graphs is { IsThere: true }) perdure.AddLangGraph(options => options.Endpoint(endpoint => endpoint.Url = graphs.Url));
                if (apps is { IsThere: true }) perdure.AddAdk(options => options.Endpoint(endpoint => endpoint.Url = apps.Url));
                perdure.Add(RemotePlan.Registry(plan, attribute));
            },
            options =>
            {
                options.ShutdownGrace = TimeSpan.Zero;
                options.WorkerName = $"worker-{Guid.CreateVersion7()}";
            });
        using IHost host = builder.Build();
        await host.StartAsync(Token);
        await use(host.Services.GetRequiredService<WorkflowClient>());
        await host.StopAsync(Token);
    }
}
