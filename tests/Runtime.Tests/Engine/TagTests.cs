using System.Globalization;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>What a run is found by: what it was started with, and the results of steps that are marked.</summary>
public sealed class TagTests(MigratedServer server) : EngineTest(server)
{
    private static readonly WorkflowPlan<string, string> Plan = TestPlan.Of(
        "tagged",
        static (step, call) => new(step == 0 ? call.Take() : call.Take(0)),
        Marked("One", "customer"),
        TestPlan.Then("Two", 0));

    [Fact]
    public async Task ARunIsFoundByWhatItWasStartedWithAndByTheResultOfAStep()
    {
        TestHost host = await StartAsync(Plan);
        await WarmUpAsync(host);
        WorkflowHandle<string> first = await StartRunAsync(host, "ada", ("region", "eu"), ("tier", "gold"));
        WorkflowHandle<string> second = await StartRunAsync(host, "ada", ("region", "us"));
        WorkflowHandle<string> third = await StartRunAsync(host, "bob", ("region", "eu"), ("customer", "replaced"));
        foreach (WorkflowHandle<string> run in new[] { first, second, third }) await run.GetResultAsync(Token);

        (await FindAsync(host, ("customer", "ada"))).ShouldBe([second.Id, first.Id], "newest first");
        (await FindAsync(host, ("region", "eu"))).ShouldBe([third.Id, first.Id]);
        (await FindAsync(host, ("customer", "ada"), ("region", "eu"))).ShouldBe([first.Id]);
        (await FindAsync(host, ("customer", "ada"), ("region", "mars"))).ShouldBeEmpty();
        (await FindAsync(host, ("customer", "replaced"))).ShouldBeEmpty();
        (await FindAsync(host, ("customer", "'; drop table perdure.executions; --"))).ShouldBeEmpty();
        var narrow = new ExecutionFilter { Tags = Tags(("region", "eu")), Status = ExecutionStatus.Success, Workflow = "tagged", Limit = 1 };
        (await host.Client.ListAsync(narrow, Token).Select(run => run.Id).ToArrayAsync(Token)).ShouldBe([third.Id]);
    }

    [Fact]
    public async Task ALongListIsReadPageByPage()
    {
        TestHost client = await StartClientAsync();
        for (var run = 0; run < 3; run++) await StartRunAsync(client, "x", ("batch", "7"));
        await Database.ExecuteAsync(
            """
            insert into perdure.executions (id, workflow, version, created_at) select gen_random_uuid(), 'tagged', 1, now() - n % 7 * interval '1 hour' from generate_series(1, 450) n;
            insert into perdure.execution_tags (execution_id, name, value, created_at) select id, 'batch', '7', created_at from perdure.executions e where not exists (select from perdure.execution_tags t where t.execution_id = e.id);
            insert into perdure.ready (execution_id, queue, plan, rank, due) select id, queue, workflow || '@' || version, perdure.rank(now(), 0), now() from perdure.executions on conflict do nothing;
            """);

        Guid[] found = await FindAsync(client, ("batch", "7"));

        found.Length.ShouldBe(453);
        found.Distinct().Count().ShouldBe(453);
    }

    [Fact]
    public async Task ARunThatIsStartedAgainUnderItsKeyKeepsItsTags()
    {
        TestHost client = await StartClientAsync();
        await client.Client.StartAsync(Plan, "x", new StartOptions { Key = "k", Tags = Tags(("region", "eu")) }, Token);

        await client.Client.StartAsync(Plan, "x", new StartOptions { Key = "k", Tags = Tags(("region", "us"), ("tier", "gold")) }, Token);

        (await Database.ScalarAsync<string>("select string_agg(name || '=' || value, ' ') from perdure.execution_tags")).ShouldBe("region=eu");
    }

    [Fact]
    public async Task ATagIsCommittedWithItsResultAndFollowsARunThatIsForked()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "under-way",
            async (step, call) =>
            {
                if (step == 1) await gate.EnterAsync("Two", call.CancellationToken);
                return "ada";
            },
            Marked("One", "customer"),
            new StepPlan("Two") { Inputs = [new StepInput("from0", 0)], Level = 1, Output = TestPlan.Text, NotIdempotent = true });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        (await FindAsync(host, ("customer", "ada"))).ShouldBe([run.Id], "its second step runs, so its first is committed");
        gate.Open();
        await run.GetResultAsync(Token);
        WorkflowHandle<string> fork = await run.ForkAsync("Two", cancellationToken: Token);
        await fork.GetResultAsync(Token);

        (await FindAsync(host, ("customer", "ada"))).ShouldBe([fork.Id, run.Id]);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public async Task AResultThatIsTooLongForATagFailsItsStepByName(int length, bool fits)
    {
        TestHost host = await StartAsync(Plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(Plan, new string('x', length), cancellationToken: Token);

        ExecutionInfo end = await run.WaitAsync(Token);

        end.Error?.Message.ShouldBe("The result of step 'One' is the tag 'customer', whose value has 1001 characters: it has at most 1000");
        end.Status.ShouldBe(fits ? ExecutionStatus.Success : ExecutionStatus.Failed);
    }

    [Fact]
    public async Task TagsThatCannotBeStoredAreRefusedByName()
    {
        TestHost client = await StartClientAsync();

        (await RefusedAsync(("", "x"))).ShouldBe("StartOptions.Tags has the tag '', whose name has 0 characters: it has from 1 to 100");
        (await RefusedAsync(("n", new string('x', 1001)))).ShouldBe("StartOptions.Tags has the tag 'n', whose value has 1001 characters: it has at most 1000");
        (await RefusedAsync(("n", "\0"))).ShouldBe("StartOptions.Tags has the tag 'n', which has a character U+0000 that PostgreSQL cannot store: leave it out");
        (await RefusedAsync(("n", null!))).ShouldBe("StartOptions.Tags has the tag 'n', whose value is null: leave it out");
        (await RefusedAsync([.. Enumerable.Range(0, 65).Select(tag => (tag.ToString(CultureInfo.InvariantCulture), ""))])).ShouldBe("StartOptions.Tags has 65 tags: a run has at most 64");

        async Task<string> RefusedAsync(params (string, string)[] tags) =>
            (await Should.ThrowAsync<ArgumentException>(async () => await StartRunAsync(client, "x", tags))).Message;
    }

    [Fact]
    public void AValueIsTheSameTextOnEachMachine()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            object?[] results = [null, true, 1.5, 12345.678m, -3, DayOfWeek.Monday, new Guid("0198b7b8-0000-7000-8000-000000000000"), 'c', "text"];

            results.Select(TagText.Of).ShouldBe([null, "true", "1.5", "12345.678", "-3", "Monday", "0198b7b8-0000-7000-8000-000000000000", "c", "text"]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static StepPlan Marked(string id, string tag) => new(id) { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, Tag = tag };

    private static Dictionary<string, string> Tags(params (string Name, string Value)[] tags) => tags.ToDictionary(tag => tag.Name, tag => tag.Value);

    private ValueTask<WorkflowHandle<string>> StartRunAsync(TestHost host, string input, params (string Name, string Value)[] tags) =>
        host.Client.StartAsync(Plan, input, new StartOptions { Tags = Tags(tags) }, Token);

    private async Task<Guid[]> FindAsync(TestHost host, params (string Name, string Value)[] tags) =>
        await host.Client.ListAsync(new ExecutionFilter { Tags = Tags(tags) }, Token).Select(run => run.Id).ToArrayAsync(Token);
}
