using System.Text.Json;
using Perdure.Payloads;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Publishing;

/// <summary>Documents that are published while workers run.</summary>
public sealed class PublishTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task ADocumentIsRunByAWorkerThatStartedBeforeItWasPublished()
    {
        TestHost host = await StartAsync([], null, OrderAgents.All);

        PublishedWorkflow workflow = await host.Client.PublishAsync(OrderAgents.Document(), Token);
        WorkflowHandle<JsonElement> run = await host.Client.StartAsync(workflow, OrderAgents.Json("\"A-1\""), cancellationToken: Token);

        (await run.GetResultAsync(Token)).GetString().ShouldBe("A-1 for 12.5 in 3 -");
        (workflow.ToString(), workflow.TakesInput, workflow.ReturnsResult).ShouldBe(("offers@1", true, true));
        (await EventsAsync(run.Id)).ShouldContain("AGENT_INVOKED Read/1, AGENT_RESPONSE Read/1, STEP_COMPLETED Read/1");
        (await Database.ScalarAsync<long>("select workers from perdure.published where workflow = 'offers' and version = 1")).ShouldBe(1);
    }

    /// <summary>A hint tells of it: the slow poll is never.</summary>
    [Fact]
    public async Task AWorkerOfAnotherProcessLearnsOfItAtOnce()
    {
        await StartAsync([], static options => options.SlowPoll = TimeSpan.FromMinutes(5), OrderAgents.All);
        TestHost client = await StartAsync([], static options => options.RunWorker = false, OrderAgents.All);

        PublishedWorkflow workflow = await client.Client.PublishAsync(OrderAgents.Document(), Token);
        WorkflowHandle<JsonElement> run = await client.Client.StartAsync(workflow, OrderAgents.Json("\"A-1\""), cancellationToken: Token);

        (await run.GetResultAsync(Token)).GetString().ShouldBe("A-1 for 12.5 in 3 -");
    }

    [Fact]
    public async Task AWorkerThatLacksAnAgentNeverClaimsItsRuns()
    {
        TestHost lacking = await StartAsync([TestPlan.Of("other", static (_, call) => new(call.Take()), TestPlan.First("One"))], null, [OrderAgents.Read]);
        TestHost client = await StartAsync([], static options => options.RunWorker = false, OrderAgents.All);
        PublishedWorkflow workflow = await client.Client.PublishAsync(OrderAgents.Document(), Token);
        WorkflowHandle<JsonElement> run = await client.Client.StartAsync(workflow, OrderAgents.Json("\"A-1\""), cancellationToken: Token);

        // It looks for what is published, and for runs, at each of its polls.
        (await lacking.Client.GetPublishedAsync("offers", cancellationToken: Token)).ShouldBeNull();
        WorkflowPlan<string, string> other = TestPlan.Of("other", static (_, call) => new(call.Take()), TestPlan.First("One"));
        await (await lacking.Client.StartAsync(other, "x", cancellationToken: Token)).GetResultAsync(Token);
        (await Database.ScalarAsync<string>("select status from perdure.executions where id = $1", run.Id)).ShouldBe("PENDING");

        await StartAsync([], null, OrderAgents.All);
        (await run.GetResultAsync(Token)).GetString().ShouldBe("A-1 for 12.5 in 3 -");
        (await Database.ScalarAsync<long>("select count(*) from perdure.workers where 'offers@1' = any (plans)")).ShouldBe(1);
    }

    /// <summary>One writes camel case and enums as texts, the other upper snake case and enums as numbers.</summary>
    [Fact]
    public async Task ValuesPassBetweenAgentsWhoseContextsWriteThemDifferently()
    {
        TestHost host = await StartAsync([], null, OrderAgents.All);
        PublishedWorkflow workflow = await host.Client.PublishAsync("""
            {
              "name": "looks", "input": "string", "output": "string",
              "steps": {
                "Read": { "agent": "read-order" },
                "Look": { "agent": "look-at-order", "takes": "Read", "case": { "of": "Read.urgency", "is": "high" } },
                "Parts": { "agent": "look-at-order", "takes": { "number": "Read.number", "total": "Read.total" }, "otherwise": "Read.urgency" }
              },
              "result": ["Look", "Parts"]
            }
            """, Token);

        WorkflowHandle<JsonElement> run = await host.Client.StartAsync(workflow, OrderAgents.Json("\"A-1\""), cancellationToken: Token);

        (await run.GetResultAsync(Token)).GetString().ShouldBe("A-1 is High");
        (await Database.ScalarAsync<string>("select output ->> 'urgent_as' from perdure.execution_steps where step_id = 'Read'")).ShouldBe("High");
    }

    [Fact]
    public async Task AnAgentsRetryIsThatOfTheStepsThatCallIt()
    {
        TestHost host = await StartAsync([], null, OrderAgents.All);
        PublishedWorkflow workflow = await host.Client.PublishAsync(OrderAgents.Document(), Token);
        WorkflowHandle<JsonElement> run = await host.Client.StartAsync(workflow, OrderAgents.Json("\"fail\""), cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message.ShouldBe("no order");
        (await StepsAsync(run.Id)).ShouldStartWith("Read FAILED 2/2");
    }

    [Fact]
    public async Task AChildWithoutAVersionStaysTheOneThatItWasWhenItsParentWasPublished()
    {
        const string parent = """{ "name": "parents", "input": "string", "output": "string", "steps": { "Call": { "workflow": "offers" } } }""";
        TestHost host = await StartAsync([], null, OrderAgents.All);
        await host.Client.PublishAsync(OrderAgents.Document(days: 1), Token);
        PublishedWorkflow workflow = await host.Client.PublishAsync(parent, Token);
        await host.Client.PublishAsync(OrderAgents.Document(days: 2, more: " \"version\": 2,"), Token);
        await StopAsync(host);

        TestHost later = await StartAsync([], null, OrderAgents.All);
        WorkflowHandle<JsonElement> run = await later.Client.StartAsync((await later.Client.GetPublishedAsync("parents", cancellationToken: Token))!, OrderAgents.Json("\"A-1\""), cancellationToken: Token);

        (await run.GetResultAsync(Token)).GetString().ShouldBe("A-1 for 12.5 in 1 -");
        (await later.Client.GetPublishedAsync("offers", cancellationToken: Token))!.Version.ShouldBe(2);
        (await later.Client.PublishAsync(parent, Token)).Version.ShouldBe(1, "the same text is the same workflow, whatever its child would be today");
        workflow.Name.ShouldBe("parents");
    }

    [Fact]
    public async Task AnInputThatTheWorkflowDoesNotTakeIsRefusedBeforeTheRunIsStarted()
    {
        TestHost host = await StartAsync([], static options => options.RunWorker = false, OrderAgents.All);
        PublishedWorkflow workflow = await host.Client.PublishAsync(OrderAgents.Document(), Token);

        (await Should.ThrowAsync<PayloadException>(async () => await host.Client.StartAsync(workflow, OrderAgents.Json("{}"), cancellationToken: Token))).Message.ShouldStartWith("The input of workflow 'offers' cannot be read as 'System.String'");
        (await Should.ThrowAsync<ArgumentException>(async () => await host.Client.StartAsync(workflow, cancellationToken: Token))).Message.ShouldStartWith("Workflow 'offers@1' takes an input: hand it in as JSON");
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(0);
    }

    [Fact]
    public async Task WhatIsSharedAmongStepsIsToldApartByTheLiteralsThatTheyTake()
    {
        static string Of(int version, int days) => $$"""
            {
              "name": "shared", "version": {{version}}, "input": "string", "output": "string",
              "steps": {
                "First": { "agent": "read-order" },
                "Offer": { "agent": "make-offer", "takes": { "number": "First.number", "price": "First.total", "days": { "value": {{days}} } }, "cache": { "for": "1d", "scope": "agent" } }
              }
            }
            """;
        TestHost host = await StartAsync([], null, OrderAgents.All);

        (await RunAsync(host, Of(1, days: 3))).ShouldBe("A-1 for 12.5 in 3 -");
        (await RunAsync(host, Of(2, days: 4))).ShouldBe("A-1 for 12.5 in 4 -");
    }

    private async Task<string?> RunAsync(TestHost host, string document)
    {
        PublishedWorkflow workflow = await host.Client.PublishAsync(document, Token);
        return (await (await host.Client.StartAsync(workflow, OrderAgents.Json("\"A-1\""), cancellationToken: Token)).GetResultAsync(Token)).GetString();
    }

    [Fact]
    public async Task ATypeThatNoAgentKnowsCanBeAdded()
    {
        const string document = """{ "name": "approvals", "output": "string", "steps": { "Wait": { "signal": "approval", "returns": "Approval" }, "Read": { "agent": "read-order", "takes": "Wait.by" }, "Look": { "agent": "look-at-order" } } }""";
        TestHost lacking = await StartAsync([], static options => options.RunWorker = false, OrderAgents.All);
        (await Should.ThrowAsync<PublishException>(async () => await lacking.Client.PublishAsync(document, Token))).Findings.ShouldHaveSingleItem().Message
            .ShouldBe("Step 'Wait' names the type 'Approval', which no agent and no workflow of this process takes or returns: add it with AddDocumentType");

        TestHost host = await StartAsync([], null, OrderAgents.All, build: static perdure => perdure.AddDocumentType<Approval>(OrderJson.Default));
        PublishedWorkflow workflow = await host.Client.PublishAsync(document, Token);
        WorkflowHandle<JsonElement> run = await host.Client.StartAsync(workflow, cancellationToken: Token);
        (await Should.ThrowAsync<PayloadException>(async () => await host.Client.SignalAsync(workflow, run.Id, "approval", OrderAgents.Json("5"), Token))).Message.ShouldStartWith("Signal 'approval' cannot be read as");
        (await Should.ThrowAsync<ArgumentException>(async () => await host.Client.SignalAsync(workflow, run.Id, "aproval", OrderAgents.Json("5"), Token))).Message.ShouldStartWith("Workflow 'approvals@1' waits for no signal 'aproval', but for 'approval'");
        (await host.Client.SignalAsync(workflow, run.Id, "approval", OrderAgents.Json("""{ "by": "ann" }"""), Token)).ShouldBeTrue();

        (await run.GetResultAsync(Token)).GetString().ShouldBe("ann is High");
    }
}
