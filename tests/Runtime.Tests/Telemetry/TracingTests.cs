using System.Diagnostics;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Telemetry;

[Collection(TracingCollection.Name)]
public sealed class TracingTests(MigratedServer server) : EngineTest(server)
{
    private static readonly AgentDefinition Tracer = new AgentDefinition<TracingAgent, string, string>("tracer", TestPlan.Text, TestPlan.Text, static _ => new TracingAgent());

    private static readonly WorkflowPlan<string, string> Plan = TestPlan.Of(
        "traced", static async (_, call) => await call.InvokeAgentAsync<TracingAgent, string, string>(call.Take()), new StepPlan("Ask") { Agent = "tracer", Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text });

    [Fact]
    public async Task AnotherProcessesAttemptsAndAgentsStandInTheTraceOfTheStarter()
    {
        using var recorder = new SpanRecorder();
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(Plan, "x", cancellationToken: Token);
        recorder.Root.Stop();

        await StartAsync([Plan], null, [Tracer]);

        (await run.GetResultAsync(Token)).ShouldBe(recorder.Root.TraceId.ToString(), "what the agent calls carries the trace on");
        Activity start = recorder.Single("perdure.start traced");
        Activity step = recorder.Single("perdure.step Ask");
        Activity agent = recorder.Single("perdure.agent tracer");
        (start.ParentSpanId, step.ParentSpanId, agent.ParentSpanId).ShouldBe((recorder.Root.SpanId, start.SpanId, step.SpanId));
        (start.Kind, step.Kind, agent.Kind).ShouldBe((ActivityKind.Producer, ActivityKind.Consumer, ActivityKind.Internal));
        step.HasRemoteParent.ShouldBeTrue();
        Tags(start).ShouldBe($"perdure.execution_id={run.Id} perdure.outcome=succeeded perdure.queue=default perdure.workflow=traced perdure.workflow.version=1");
        Tags(step).ShouldBe($"perdure.attempt=1 perdure.execution_id={run.Id} perdure.outcome=succeeded perdure.step=Ask perdure.workflow=traced perdure.workflow.version=1");
        Tags(agent).ShouldBe($"perdure.agent=tracer perdure.attempt=1 perdure.execution_id={run.Id} perdure.outcome=succeeded perdure.step=Ask perdure.workflow=traced");
    }

    [Fact]
    public async Task ARunThatItsOwnProcessDrivesHasTheSameTrace()
    {
        using var recorder = new SpanRecorder();
        TestHost host = await StartAsync([Plan], null, [Tracer]);

        WorkflowHandle<string> run = await host.Client.StartAsync(Plan, "x", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe(recorder.Root.TraceId.ToString());
        recorder.Single("perdure.step Ask").ParentSpanId.ShouldBe(recorder.Single("perdure.start traced").SpanId);
    }

    [Fact]
    public async Task AfterARestartTheTraceIsStillThatOfTheStarter()
    {
        using var recorder = new SpanRecorder();
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Gated(gate);
        TestHost first = await StartAsync([plan], options => options.ShutdownGrace = TimeSpan.Zero);
        WorkflowHandle<string> run = await first.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();
        recorder.Root.Stop();

        await StopAsync(first);
        gate.Open();
        await StartAsync(plan);

        await WaitForStatusAsync(run.Id, "SUCCESS");
        await Wait.UntilAsync(() => recorder.Spans.Count(span => span.OperationName == "perdure.step Stay") == 2);
        ActivitySpanId start = recorder.Single("perdure.start gated").SpanId;
        recorder.Single("perdure.step Stay", 1).GetTagItem("perdure.outcome").ShouldBe("interrupted");
        recorder.Single("perdure.step Stay", 1).Status.ShouldBe(ActivityStatusCode.Unset, "the worker stopped, which is no error of the step");
        recorder.Single("perdure.step Stay", 2).GetTagItem("perdure.outcome").ShouldBe("succeeded");
        recorder.Spans.Where(span => span.OperationName == "perdure.step Stay").ShouldAllBe(span => span.ParentSpanId == start);
    }

    [Fact]
    public async Task AnAttemptThatFailsSaysWhyAndTheNextIsAnActivityOfItsOwn()
    {
        using var recorder = new SpanRecorder();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "moody",
            static (_, call) => call.Context.Attempt == 1 ? throw new IOException("not in the mood") : ValueTask.FromResult<object?>("better"),
            TestPlan.First("Try", new RetryPolicy(2) { Delay = TimeSpan.FromMilliseconds(1) }));
        TestHost host = await StartAsync(plan);

        await (await host.Client.StartAsync(plan, "x", cancellationToken: Token)).GetResultAsync(Token);

        Activity failed = recorder.Single("perdure.step Try", 1);
        (failed.Status, failed.StatusDescription).ShouldBe((ActivityStatusCode.Error, "not in the mood"));
        (failed.GetTagItem("error.type"), failed.GetTagItem("perdure.outcome")).ShouldBe(("System.IO.IOException", "failed"));
        failed.Events.ShouldHaveSingleItem().Name.ShouldBe("exception");
        recorder.Single("perdure.step Try", 2).Status.ShouldBe(ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task AnExceptionWhoseTextsCannotBeReadIsToldByItsType()
    {
        using var recorder = new SpanRecorder();
        WorkflowPlan<string, string> plan = TestPlan.Of("unreadable", static (_, _) => throw new UnreadableException(), TestPlan.First("One"));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Type.ShouldBe(typeof(UnreadableException).FullName);
        Activity failed = recorder.Single("perdure.step One");
        failed.Status.ShouldBe(ActivityStatusCode.Error);
        failed.GetTagItem("error.type").ShouldBe(typeof(UnreadableException).FullName);
    }

    [Fact]
    public async Task AnAttemptThatTookTooLongHasFailedWithATimeOut()
    {
        using var recorder = new SpanRecorder();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "slow",
            static async (_, call) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, call.CancellationToken);
                return "";
            },
            TestPlan.First("Wait", timeout: TimeSpan.FromMilliseconds(20)));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        recorder.Single("perdure.step Wait").GetTagItem("error.type").ShouldBe("System.TimeoutException");
    }

    [Fact]
    public async Task AStartThatIsRefusedSaysWhy()
    {
        using var recorder = new SpanRecorder();
        await Database.ExecuteAsync("alter table perdure.executions add constraint executions_none check (queue <> 'closed')");
        TestHost client = await StartClientAsync();

        await Should.ThrowAsync<Npgsql.PostgresException>(async () => await client.Client.StartAsync(Plan, "x", new StartOptions { Queue = "closed" }, Token));

        recorder.Single("perdure.start traced").Status.ShouldBe(ActivityStatusCode.Error);
    }

    [Theory]
    [InlineData(ActivityTraceFlags.None)]
    [InlineData(ActivityTraceFlags.Recorded)]
    public async Task WhereNobodyListensTheCallersTraceIsStoredWithItsSampledFlag(ActivityTraceFlags flags)
    {
        TestHost client = await StartClientAsync();
        using Activity caller = new Activity("caller") { ActivityTraceFlags = flags }.SetIdFormat(ActivityIdFormat.W3C).Start();

        WorkflowHandle<string> run = await client.Client.StartAsync(Plan, "x", cancellationToken: Token);

        (await TraceAsync(run.Id)).ShouldBe($"00-{caller.TraceId}-{caller.SpanId}-0{(int)flags}");
    }

    [Fact]
    public async Task WithoutAnActivityOrWithOneOfAnotherFormatNoTraceIsStored()
    {
        TestHost client = await StartClientAsync();
        Activity.Current = null;
        WorkflowHandle<string> without = await client.Client.StartAsync(Plan, "x", cancellationToken: Token);
        using Activity caller = new Activity("caller").SetIdFormat(ActivityIdFormat.Hierarchical).Start();

        WorkflowHandle<string> hierarchical = await client.Client.StartAsync(Plan, "x", cancellationToken: Token);

        (await TraceAsync(without.Id), await TraceAsync(hierarchical.Id)).ShouldBe(("none", "none"));
    }

    [Fact]
    public async Task AStepSeesNothingElseThatSurroundedItsStart()
    {
        var ambient = new AsyncLocal<string?>();
        WorkflowPlan<string, string> plan = TestPlan.Of("detached", (_, _) => ValueTask.FromResult<object?>($"{ambient.Value ?? "nothing"} {Activity.Current?.OperationName ?? "no activity"}"), TestPlan.First("Look"));
        TestHost host = await StartAsync(plan);
        await (await host.Client.StartAsync(plan, "x", cancellationToken: Token)).GetResultAsync(Token);
        ambient.Value = "something";
        using Activity caller = new Activity("caller").Start();

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("nothing no activity");
    }

    private static WorkflowPlan<string, string> Gated(Gate gate) => TestPlan.Of(
        "gated",
        async (_, call) =>
        {
            await gate.EnterAsync("Stay", call.CancellationToken);
            return "";
        },
        TestPlan.First("Stay"));

    private static string Tags(Activity activity) => string.Join(' ', activity.TagObjects.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));

    private Task<string> TraceAsync(Guid run) => Database.ScalarAsync<string>("select coalesce(trace, 'none') from perdure.executions where id = $1", run);

    private sealed class TracingAgent : IAgent<string, string>
    {
        public async ValueTask<string> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return Activity.Current!.TraceId.ToString();
        }
    }
}
