using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Publishing;

/// <summary>What is published is run by those alone who would run it as whoever published it.</summary>
public sealed class PublishedElsewhereTests(MigratedServer server) : EngineTest(server)
{
    private const string TakesOrder = """
        {
          "name": "takes-order", "input": "Order", "output": "string",
          "steps": { "Offer": { "agent": "make-offer", "takes": { "number": "input.number", "price": "input.total", "days": { "value": 1 } } } }
        }
        """;

    [Fact]
    public async Task WhoWouldReadItsValuesOtherwiseLeavesItToOthers()
    {
        // Without the agent that looks at orders, they are written by the context of the one that reads them.
        TestHost host = await StartAsync([], static options => options.RunWorker = false, [OrderAgents.Read, OrderAgents.Offer]);
        PublishedWorkflow workflow = await host.Client.PublishAsync(TakesOrder, Token);
        WorkflowHandle<JsonElement> run = await host.Client.StartAsync(workflow, OrderAgents.Json("""{ "number": "A-1", "total": 2 }"""), cancellationToken: Token);

        TestHost other = await StartAsync([], null, OrderAgents.All);
        (await other.Client.GetPublishedAsync("takes-order", cancellationToken: Token)).ShouldBeNull();
        (await Should.ThrowAsync<PerdureConfigurationException>(async () => await other.Client.PublishAsync(TakesOrder, Token))).Message
            .ShouldBe("Workflow 'takes-order@1' is published, but this process cannot run it as whoever published it first can: its log says why (111)");
        (await Database.ScalarAsync<string>("select status from perdure.executions where id = $1", run.Id)).ShouldBe("PENDING");

        await StartAsync([], null, [OrderAgents.Read, OrderAgents.Offer]);
        (await run.GetResultAsync(Token)).GetString().ShouldBe("A-1 for 2 in 1 -");
    }

    [Fact]
    public async Task AHostThatHasCompiledWhatIsPublishedDoesNotRunItsRuns()
    {
        TestHost client = await StartAsync([], static options => options.RunWorker = false, OrderAgents.All);
        WorkflowHandle<JsonElement> run = await client.Client.StartAsync(await client.Client.PublishAsync(OrderAgents.Document(), Token), OrderAgents.Json("\"A-1\""), cancellationToken: Token);

        TestHost compiled = await StartAsync([TestPlan.Of("offers", static (_, call) => new(call.Take()), TestPlan.First("One"))], null, OrderAgents.All);
        var lifetime = compiled.Host.Services.GetRequiredService<IHostApplicationLifetime>();
        await Wait.UntilAsync(() => lifetime.ApplicationStopping.IsCancellationRequested, description: "the host stops");
        PerdureConfigurationException refusal = await Should.ThrowAsync<PerdureConfigurationException>(() => compiled.Host.Services.GetServices<IHostedService>().OfType<BackgroundService>().Select(service => service.ExecuteTask!).First(task => task.IsFaulted));
        refusal.Message.ShouldStartWith("Workflow 'offers@1' is compiled into this host, and is published to the system already: give the compiled one another version");

        await StartAsync([], null, OrderAgents.All);
        (await run.GetResultAsync(Token)).GetString().ShouldBe("A-1 for 12.5 in 3 -");
    }

    [Fact]
    public async Task OwnCompiledWorkflowsAreNotPublishedOverBeforeAnyWorkerHasTold()
    {
        TestHost client = await StartAsync([TestPlan.Of("offers", static (_, call) => new(call.Take()), TestPlan.First("One"))], static options => options.RunWorker = false, OrderAgents.All);

        (await Should.ThrowAsync<PublishConflictException>(async () => await client.Client.PublishAsync(OrderAgents.Document(), Token))).NextVersion.ShouldBe(2);

        (await Database.ScalarAsync<long>("select count(*) from perdure.published_workflows")).ShouldBe(0);
    }

    /// <summary>Its runs would be claimed under a name that nobody has planned.</summary>
    [Fact]
    public async Task ARowThatSaysAnotherNameThanItsDocumentIsRunByNobody()
    {
        TestHost host = await StartAsync([], null, OrderAgents.All);

        await Database.ExecuteAsync(
            "insert into perdure.published_workflows (workflow, version, document, hash, children, schemas) values ('false', 1, $1, sha256(convert_to($1, 'UTF8')), '{}', '{}')", OrderAgents.Document());

        (await host.Client.GetPublishedAsync("false", cancellationToken: Token)).ShouldBeNull();
        (await host.Client.GetPublishedAsync("offers", cancellationToken: Token)).ShouldBeNull();
        (await host.Client.PublishAsync(OrderAgents.Document(), Token)).ToString().ShouldBe("offers@1");
    }

    [Fact]
    public async Task StepsOfWhichTheResultComesWriteItAlike()
    {
        TestHost host = await StartAsync([], static options => options.RunWorker = false, [.. OrderAgents.All, OrderAgents.Copy]);

        PublishFinding finding = (await Should.ThrowAsync<PublishException>(async () => await host.Client.PublishAsync(
            """
            {
              "name": "mixed", "input": "string", "output": "Order",
              "steps": {
                "Read": { "agent": "read-order" },
                "Copy": { "agent": "copy-order", "takes": "Read", "case": { "of": "Read.urgency", "is": "high" } },
                "Keep": { "agent": "read-order", "takes": "input", "otherwise": "Read.urgency" }
              },
              "result": ["Copy", "Keep"]
            }
            """, Token))).Findings.ShouldHaveSingleItem();

        finding.ToString().ShouldStartWith("(8,14): error PDR519: The workflow has 'result', which a published document cannot have: its steps write 'result.NUMBER' as JSON in different ways");
    }

    [Fact]
    public async Task TheLastVersionOfAllKeepsNoOtherFromBeingPublished()
    {
        TestHost host = await StartAsync([], static options => options.RunWorker = false, OrderAgents.All);
        await host.Client.PublishAsync(OrderAgents.Document(days: 9, more: " \"version\": 2147483647,"), Token);

        (await host.Client.PublishAsync(OrderAgents.Document(), Token)).Version.ShouldBe(1);
        (await Should.ThrowAsync<PublishConflictException>(async () => await host.Client.PublishAsync(OrderAgents.Document(days: 4), Token))).NextVersion.ShouldBe(int.MaxValue);
    }

    [Theory]
    [InlineData("?", 100_000)]
    [InlineData("[]", 40)]
    public async Task ATypeThatNobodyWritesIsRefused(string suffix, int times)
    {
        TestHost host = await StartAsync([], static options => options.RunWorker = false, OrderAgents.All);
        string type = "None" + string.Concat(Enumerable.Repeat(suffix, times));

        PublishFinding finding = (await Should.ThrowAsync<PublishException>(async () => await host.Client.PublishAsync(OrderAgents.Document().Replace("\"output\": \"string\"", $"\"output\": \"{type}\"", StringComparison.Ordinal), Token))).Findings[0];

        finding.Message.ShouldEndWith("which is of more than 16 types within one another");
    }

    [Theory]
    [InlineData("null")]
    [InlineData(null)]
    public async Task AnInputThatMayNotBeNullIsNot(string? input)
    {
        TestHost host = await StartAsync([], static options => options.RunWorker = false, OrderAgents.All);
        PublishedWorkflow workflow = await host.Client.PublishAsync(OrderAgents.Document(), Token);

        (await Should.ThrowAsync<ArgumentException>(async () => await host.Client.StartAsync(workflow, input is null ? default(JsonElement) : OrderAgents.Json(input), cancellationToken: Token))).Message
            .ShouldStartWith("Workflow 'offers@1' takes an input that is not null: hand it in as JSON");
    }

    [Theory]
    [InlineData("update perdure.published_workflows set published_by = 'nobody'", "Published workflow 'offers@1' cannot be changed: publish another version")]
    [InlineData("delete from perdure.published_workflows", "Published workflow 'offers@1' cannot be deleted: runs go by it")]
    [InlineData("truncate perdure.published_workflows", "Published workflows cannot be deleted: runs go by them")]
    public async Task WhatIsPublishedStays(string sql, string message)
    {
        TestHost host = await StartAsync([], static options => options.RunWorker = false, OrderAgents.All);
        await host.Client.PublishAsync(OrderAgents.Document(), Token);

        (await Should.ThrowAsync<PostgresException>(() => Database.ExecuteAsync(sql))).MessageText.ShouldBe(message);
    }
}
