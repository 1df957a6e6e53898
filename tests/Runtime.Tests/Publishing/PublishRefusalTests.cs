using Npgsql;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Publishing;

/// <summary>What is not published, and what is said of it.</summary>
public sealed class PublishRefusalTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task AllThatIsWrongIsSaidAtOnceWithLineAndColumn()
    {
        TestHost host = await ClientAsync();

        PublishException refused = await Should.ThrowAsync<PublishException>(async () => await host.Client.PublishAsync(
            """
            {
              "name": "offers", "input": "string",
              "steps": {
                "Read": { "agent": "read-ordr" },
                "Offer": { "agent": "make-offer", "takes": { "number": "Raed.number" }, "retries": 3 },
              }
            }
            """, Token));

        refused.Findings.ShouldHaveSingleItem().ToString().ShouldBe("(5,77): error PDR502: Step 'Offer' has no property 'retries': did you mean 'returns'");
        refused = await Should.ThrowAsync<PublishException>(async () => await host.Client.PublishAsync(
            """
            {
              "name": "offers", "input": "strin",
              "steps": {
                "Read": { "agent": "read-ordr" },
                "Offer": { "agent": "make-offer", "takes": { "number": "Raed.number" } },
              }
            }
            """, Token));
        refused.Findings.Select(static finding => finding.ToString()).ShouldBe(
        [
            "(2,30): error PDR504: The workflow names the type 'strin', which no agent and no workflow of this process takes or returns: did you mean 'string'",
            "(4,24): error PDR504: Step 'Read' names the agent 'read-ordr', which there is not: did you mean 'read-order'",
            "(5,60): error PDR505: 'takes.number' of step 'Offer' refers to 'Raed.number', which is no step: did you mean 'Read'",
        ]);
        refused.Message.ShouldContain("(4,24): error PDR504");
        (await Database.ScalarAsync<long>("select count(*) from perdure.published_workflows")).ShouldBe(0);
    }

    [Fact]
    public async Task WhatThePlannerFindsIsSaidInTheWordsOfDocuments()
    {
        TestHost host = await ClientAsync();

        PublishFinding finding = (await Should.ThrowAsync<PublishException>(async () => await host.Client.PublishAsync(
            """
            { "name": "offers", "input": "string", "output": "string", "steps": {
              "Read": { "agent": "read-order" },
              "Offer": { "agent": "make-offer", "takes": { "number": "Read.number", "price": "Read.number", "days": { "value": 1 } } } } }
            """, Token))).Findings.ShouldHaveSingleItem();

        (finding.Code, finding.Line).ShouldBe(("PDR110", 3));
        finding.Message.ShouldContain("'Price' is 'decimal', not 'string'");
    }

    [Fact]
    public async Task WhatAPublishedDocumentCannotHaveIsRefusedByNameAndOnce()
    {
        TestHost host = await ClientAsync();

        PublishException refused = await Should.ThrowAsync<PublishException>(async () => await host.Client.PublishAsync(
            """
            {
              "name": "nightly", "output": "string", "schedule": "0 4 * * *",
              "steps": {
                "Read": { "agent": "read-order", "takes": { "value": "x" }, "retry": { "attempts": 3, "nonRetryable": ["TimeoutException"] } },
                "Look": { "agent": "look-at-order" }
              }
            }
            """, Token));

        refused.Findings.Select(static one => one.ToString()).ShouldBe(
        [
            "(2,54): error PDR519: The workflow has 'schedule', which a published document cannot have: workers bring their schedules when they start, so compile the document, or start runs of it from a schedule of your own",
            "(4,108): error PDR519: Step 'Read' has 'nonRetryable', which a published document cannot have: 'TimeoutException' is a type that no worker could find by its name, so let the agent throw a NonRetryableException, or compile the document",
        ]);
    }

    [Fact]
    public async Task WhatIsPublishedNeverChanges()
    {
        TestHost host = await ClientAsync();
        await host.Client.PublishAsync(OrderAgents.Document(days: 1), Token);
        await host.Client.PublishAsync(OrderAgents.Document(days: 4, more: " \"version\": 4,"), Token);

        (await host.Client.PublishAsync(OrderAgents.Document(days: 1), Token)).Version.ShouldBe(1);
        PublishConflictException conflict = await Should.ThrowAsync<PublishConflictException>(async () => await host.Client.PublishAsync(OrderAgents.Document(days: 2), Token));

        conflict.Message.ShouldBe("Workflow 'offers@1' is published with another content, which never changes: publish this one with \"version\": 5, or under another name");
        (conflict.Name, conflict.Version, conflict.NextVersion).ShouldBe(("offers", 1, 5));
        (await Database.ScalarAsync<long>("select count(*) from perdure.published_workflows")).ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OfTwoWhoPublishAtOnceTheOneWhoCommitsIsHeeded(bool commits)
    {
        TestHost host = await ClientAsync();
        await host.Client.PublishAsync(OrderAgents.Document("warm-up"), Token);
        await using var other = new NpgsqlConnection(Database.ConnectionString);
        await other.OpenAsync(Token);
        await other.ExecuteAsync("begin");
        await other.ExecuteAsync(
            "insert into perdure.published_workflows (workflow, version, document, hash, children, schemas) values ('offers', 1, $1, sha256(convert_to($1, 'UTF8')), '{}', '{}')", OrderAgents.Document(days: 9));

        Task<PublishedWorkflow> publishing = host.Client.PublishAsync(OrderAgents.Document(days: 1), Token).AsTask();
        await Perdure.Tests.Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%published_workflows%'") == 1);
        await other.ExecuteAsync(commits ? "commit" : "rollback");

        if (commits) (await Should.ThrowAsync<PublishConflictException>(() => publishing)).NextVersion.ShouldBe(2);
        else (await publishing).Version.ShouldBe(1);
        (await Database.ScalarAsync<string>("select document from perdure.published_workflows where workflow = 'offers'")).ShouldBe(OrderAgents.Document(days: commits ? 9 : 1));
    }

    [Fact]
    public async Task ACompiledWorkflowIsNotPublishedOver()
    {
        await WarmUpAsync(await StartAsync(TestPlan.Of("offers", static (_, call) => new(call.Take()), TestPlan.First("One"))));
        TestHost host = await ClientAsync();

        (await Should.ThrowAsync<PublishConflictException>(async () => await host.Client.PublishAsync(OrderAgents.Document(), Token))).Message
            .ShouldBe("Workflow 'offers@1' is there already, compiled, on a worker: publish this one with \"version\": 2, or under another name");
    }

    [Fact]
    public async Task AProcessWithoutAgentsIsToldWhatItLacks()
    {
        TestHost host = await StartClientAsync();

        (await Should.ThrowAsync<PerdureConfigurationException>(async () => await host.Client.PublishAsync(OrderAgents.Document(), Token))).Message
            .ShouldStartWith("PublishAsync plans a document against the agents of this process, and there are none: call AddWorkflows() in AddPerdure");
    }

    [Theory]
    [InlineData(0, "U+0000")]
    [InlineData(0xd83d, "half of a surrogate pair")]
    public async Task WhatCannotBeStoredIsRefused(int character, string what)
    {
        TestHost host = await ClientAsync();

        (await Should.ThrowAsync<ArgumentException>(async () => await host.Client.PublishAsync($"{{ \"name\": \"a{(char)character}\" }}", Token))).Message.ShouldContain($"position 12 that PostgreSQL cannot store, {what}");
    }

    private Task<TestHost> ClientAsync() => StartAsync([], static options => options.RunWorker = false, OrderAgents.All);
}
