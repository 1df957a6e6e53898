using System.Text.RegularExpressions;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Telemetry;

public sealed partial class MetricTests(MigratedServer server) : EngineTest(server)
{
    /// <summary>Lets the database refuse a checkpoint with this result.</summary>
    private const string RefusePoison = """
        create function public.refuse_poison() returns trigger language plpgsql as $$
        begin
          if new.output::text = '"poison"' then raise 'poison is not stored here'; end if;
          return new;
        end $$;
        create trigger refuse_poison before insert or update on perdure.execution_steps for each row execute function public.refuse_poison();
        """;

    private static readonly AgentDefinition Echo = new AgentDefinition<EchoAgent, string, string>("echo", TestPlan.Text, TestPlan.Text, static _ => new EchoAgent());

    private readonly MetricRecorder recorder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        recorder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task EveryMetricOfThePageIsEmittedWithItsTagsAndNoOtherIs()
    {
        await Database.ExecuteAsync(RefusePoison);
        await Database.ExecuteAsync("insert into perdure.queues (name, concurrency) values ('gpu', 2)");
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Plan(gate);
        TestHost first = await MeasuredAsync(plan);
        foreach (string input in new[] { "x", "fail", "shy", "poison" })
        {
            WorkflowHandle<string> ended = await first.Client.StartAsync(plan, input, cancellationToken: Token);
            await ended.WaitAsync(Token);
        }

        TestHost client = await StartAsync([], options => options.RunWorker = false, services: recorder.AddTo);
        WorkflowHandle<string> cancelled = await client.Client.StartAsync(plan, "stay", cancellationToken: Token);
        await gate.WaitForAsync();
        await cancelled.CancelAsync(Token);
        await cancelled.WaitAsync(Token);
        await LoseARunAsync(first, plan, gate);
        await LoseAWorkerAsync(first, plan, gate);
        await Wait.UntilAsync(() => recorder.Collect().Any(one => one.Name == "perdure.queue.depth"));

        recorder.All.Select(one => $"{one.Name} {TagNames(one.Tags)}".Trim()).Distinct().GroupBy(one => one.Split(' ')[0])
            .Select(metric => $"{metric.Key}: {string.Join(", ", metric.SelectMany(one => one.Split(' ').Skip(1)).Distinct().Order(StringComparer.Ordinal))}")
            .Order(StringComparer.Ordinal)
            .ShouldBe(Documented().Order(StringComparer.Ordinal));
        recorder.Published.Select(instrument => instrument.Name).Distinct().Order().ShouldBe(recorder.All.Select(one => one.Name).Distinct().Order());
        recorder.Published.ShouldAllBe(instrument => !string.IsNullOrEmpty(instrument.Description));
    }

    [Fact]
    public async Task CountersCountAndNoTagNamesARun()
    {
        WorkflowPlan<string, string> plan = Plan(new Gate());
        TestHost host = await MeasuredAsync(plan);

        var runs = new List<WorkflowHandle<string>>();
        for (var run = 0; run < 20; run++) runs.Add(await host.Client.StartAsync(plan, run % 4 == 0 ? "fail" : "x", cancellationToken: Token));
        foreach (WorkflowHandle<string> run in runs) await run.WaitAsync(Token);

        recorder.Sum("perdure.runs.started", "perdure.workflow=measured").ShouldBe(20);
        await Wait.UntilAsync(() => recorder.Sum("perdure.runs.ended") == 20);
        recorder.Sum("perdure.runs.ended", "perdure.status=failed").ShouldBe(5);
        recorder.Sum("perdure.runs.ended", "perdure.status=succeeded perdure.workflow=measured").ShouldBe(15);
        recorder.Sum("perdure.step.attempts", "error.type=System.IO.IOException perdure.outcome=failed perdure.step=One").ShouldBe(5);
        recorder.Sum("perdure.step.attempts", "perdure.outcome=succeeded perdure.step=One").ShouldBe(15);
        recorder.Count("perdure.step.duration").ShouldBe(20);
        recorder.Count("perdure.agent.duration", "perdure.agent=echo perdure.outcome=succeeded").ShouldBe(15);
        recorder.Sum("perdure.worker.incarnations").ShouldBe(1);
        recorder.Sum("perdure.commit.size").ShouldBeGreaterThanOrEqualTo(20);
        recorder.Count("perdure.commit.size").ShouldBe(recorder.Count("perdure.commit.duration"));
        recorder.All.Where(one => runs.Any(run => one.Tags.Contains(run.Id.ToString(), StringComparison.OrdinalIgnoreCase))).ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatIsHeldAndWhatRunsIsSeenWhileItDoes()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Plan(gate);
        TestHost host = await MeasuredAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "stay", cancellationToken: Token);
        await gate.WaitForAsync();

        recorder.Collect();
        (recorder.Sum("perdure.runs.held"), recorder.Sum("perdure.steps.running")).ShouldBe((1, 1));
        gate.Open();
        await run.GetResultAsync(Token);
        await Wait.UntilAsync(() =>
        {
            int before = recorder.All.Count;
            return recorder.Collect().Skip(before).Where(one => one.Name is "perdure.runs.held" or "perdure.steps.running").All(one => one.Value == 0);
        });
    }

    [Fact]
    public async Task AQueueThatNobodyServesIsMeasuredWhereThatIsWanted()
    {
        WorkflowPlan<string, string> plan = Plan(new Gate());
        TestHost client = await StartAsync(
            [],
            options =>
            {
                options.RunWorker = false;
                options.MeasureQueues = true;
                options.Queues.Add("slow");
            },
            services: recorder.AddTo);
        for (var run = 0; run < 3; run++) await client.Client.StartAsync(plan, "x", new StartOptions { Queue = "slow" }, Token);
        await Database.ExecuteAsync("update perdure.ready set due = due - interval '90 seconds' where execution_id = (select execution_id from perdure.ready limit 1)");

        await Wait.UntilAsync(() => recorder.Collect().Any(one => one.Name == "perdure.queue.wait"));

        recorder.All.Where(one => one.Name == "perdure.queue.depth").Select(one => (one.Value, one.Tags)).Distinct().Order()
            .ShouldBe([(0, "perdure.queue=default"), (3, "perdure.queue=slow")]);
        recorder.All.First(one => one.Name == "perdure.queue.wait" && one.Tags == "perdure.queue=slow").Value.ShouldBeInRange(90, 150);
    }

    [Fact]
    public async Task SlotsAndWhoWaitsForThemAreMeasured()
    {
        TestHost client = await StartAsync([], options => (options.RunWorker, options.MeasureQueues) = (false, true), services: recorder.AddTo);
        WorkflowHandle<string> run = await client.Client.StartAsync(Plan(new Gate()), "x", cancellationToken: Token);
        await Database.ExecuteAsync("insert into perdure.queues (name, concurrency) values ('gpu', 2), ('idle', 1)");
        await Database.ExecuteAsync("insert into perdure.queue_slots (execution_id, step_id, queue) values ($1, 'A', 'gpu'), ($1, 'B', 'gpu')", run.Id);
        await Database.ExecuteAsync(
            "insert into perdure.queue_waiters (execution_id, step_id, queue, turn, rank, since) values ($1, 'C', 'gpu', 0, 1, perdure.now() - interval '90 seconds'), ($1, 'D', 'gpu', 0, 2, perdure.now())", run.Id);

        await Wait.UntilAsync(() => recorder.Collect().Any(one => one.Name == "perdure.slots.held"));

        Measured("perdure.slots.held").ShouldBe([(0, "perdure.slots.queue=idle"), (2, "perdure.slots.queue=gpu")]);
        Measured("perdure.slots.waiting").ShouldBe([(0, "perdure.slots.queue=idle"), (2, "perdure.slots.queue=gpu")]);
        recorder.All.First(one => one.Name == "perdure.slots.wait" && one.Tags == "perdure.slots.queue=gpu").Value.ShouldBeInRange(90, 150);
        await Database.ExecuteAsync("delete from perdure.queue_slots");
        await Database.ExecuteAsync("delete from perdure.queue_waiters");

        IEnumerable<(double, string)> Measured(string name) => recorder.All.Where(one => one.Name == name).Select(one => (one.Value, one.Tags)).Distinct().Order();
    }

    [Fact]
    public async Task AQueueIsNotMeasuredUnlessThatIsWanted()
    {
        TestHost client = await StartAsync([], options => options.RunWorker = false, services: recorder.AddTo);
        await client.Client.StartAsync(Plan(new Gate()), "x", cancellationToken: Token);

        for (var times = 0; times < 3; times++) recorder.Collect();

        recorder.All.Where(one => one.Name.StartsWith("perdure.queue.", StringComparison.Ordinal)).ShouldBeEmpty();
        (await Database.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and query like '%How much waits%' and pid <> pg_backend_pid()")).ShouldBe(0);
    }

    /// <summary>The rows of the page, as <c>metric: tags</c>.</summary>
    private static IEnumerable<string> Documented()
    {
        string tags = "";
        foreach (Match row in Row().Matches(SourceTree.Read("docs/operations.md")))
        {
            if (!row.Groups["tags"].Value.Contains("as above", StringComparison.Ordinal))
                tags = string.Join(", ", Tag().Matches(row.Groups["tags"].Value).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
            yield return $"{row.Groups["name"].Value}: {tags}";
        }
    }

    private static string TagNames(string tags) => string.Join(' ', tags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tag => tag.Split('=')[0]));

    /// <summary>Another takes a run from its worker, so that its checkpoint is lost.</summary>
    private async Task LoseARunAsync(TestHost host, WorkflowPlan<string, string> plan, Gate gate)
    {
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "stay", cancellationToken: Token);
        await gate.WaitForAsync();
        await Database.ExecuteAsync("update perdure.executions set token = token + 1 where id = $1", run.Id);
        await run.CancelAsync(Token);
        await Wait.UntilAsync(() => recorder.Sum("perdure.runs.lost") > 0);
        await run.WaitAsync(Token);
    }

    /// <summary>A worker is declared dead, and another takes its run over.</summary>
    private async Task LoseAWorkerAsync(TestHost host, WorkflowPlan<string, string> plan, Gate gate)
    {
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "stay", cancellationToken: Token);
        await gate.WaitForAsync();
        await Database.ExecuteAsync("update perdure.workers set dead = true");
        await Wait.UntilAsync(() => recorder.Sum("perdure.lease.renewals", "perdure.outcome=lost") > 0);
        gate.Open();
        await run.WaitAsync(Token);
    }

    private Task<TestHost> MeasuredAsync(WorkflowPlan<string, string> plan) => StartAsync(
        [plan],
        options =>
        {
            options.Lease = TimeSpan.FromSeconds(1.5);
            options.Heartbeat = TimeSpan.FromMilliseconds(100);
            options.MeasureQueues = true;
        },
        [Echo],
        recorder.AddTo);

    private static WorkflowPlan<string, string> Plan(Gate gate) => TestPlan.Of(
        "measured",
        async (_, call) =>
        {
            switch (call.Take())
            {
                case "fail":
                    throw new IOException("as it was told");
                case "stay":
                    await gate.EnterAsync("stay", call.CancellationToken);
                    return "left";
                case var text:
                    return await call.InvokeAgentAsync<EchoAgent, string, string>(text);
            }
        },
        new StepPlan("One") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text });

    [GeneratedRegex(@"^\| `(?<name>perdure\.[a-z_.]+)` \| (up-down )?(counter|histogram|gauge)(, s)? \| [^|]+ \| (?<tags>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`((perdure|error)\\.[a-z_.]+)`")]
    private static partial Regex Tag();

    private sealed class EchoAgent : IAgent<string, string>
    {
        public ValueTask<string> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) =>
            input == "shy" ? throw new InvalidOperationException("The agent does not repeat that") : new(input);
    }
}
