using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class StepOrderTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task StepsThatNothingTiesRunAtTheSameTime()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "side-by-side",
            async (step, call) =>
            {
                if (step == 2) return call.Take(0) + call.Take(1);
                await gate.EnterAsync(call.Context.StepId, call.CancellationToken);
                return call.Take() + step;
            },
            TestPlan.First("Left"),
            TestPlan.First("Right"),
            TestPlan.Then("Join", 0, 1));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync(2);
        await Perdure.Tests.Wait.UntilAsync(async () => await StepsAsync(run.Id) == "Left RUNNING 1/0, Right RUNNING 1/0");
        gate.Open();

        (await run.GetResultAsync(Token)).ShouldBe("x0x1");
    }

    [Fact]
    public async Task ADiamondJoinsWhatItForked()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "diamond",
            (step, call) => new(step switch
            {
                0 => call.Take() + "0",
                1 => call.Take(0) + "1",
                2 => call.Take(0) + "2",
                _ => $"({call.Take(1)}+{call.Take(2)})",
            }),
            TestPlan.First("Top"),
            TestPlan.Then("Left", 0),
            TestPlan.Then("Right", 0),
            TestPlan.Then("Bottom", 1, 2));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("(x01+x02)");
        (await EventsAsync(run.Id, "STEP_STARTED")).ShouldMatch("^STEP_STARTED Top/1, STEP_STARTED (Left|Right)/1, STEP_STARTED (Left|Right)/1, STEP_STARTED Bottom/1$");
    }

    [Fact]
    public async Task AnOrderWithoutDataIsKept()
    {
        var order = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "tied",
            (_, call) =>
            {
                order.Note(call.Context.StepId);
                return new(call.Take());
            },
            TestPlan.First("Earlier"),
            new StepPlan("Later") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], After = [0], Level = 1, Output = TestPlan.Text });
        TestHost host = await StartAsync(plan);

        (await (await host.Client.StartAsync(plan, "x", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("x");

        order.Entered.ShouldBe(["Earlier", "Later"]);
    }

    [Fact]
    public async Task AWorkflowWithoutInputAndResultRunsStepsThatReturnNothing()
    {
        var order = new Gate();
        var plan = new WorkflowPlan<None>(
            "nothing-in-nothing-out",
            1,
            new Runner((_, call) =>
            {
                order.Note(call.Context.StepId);
                return new((object?)null);
            }))
        {
            Steps = [new StepPlan("First"), new StepPlan("Second") { After = [0], Level = 1 }],
        };
        TestHost host = await StartAsync(plan);

        WorkflowHandle<None> run = await host.Client.StartAsync(plan, Token);

        (await run.GetResultAsync(Token)).ShouldBe(None.Value);
        order.Entered.ShouldBe(["First", "Second"]);
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions where status = 'SUCCESS' and input is null and output is null")).ShouldBe(1);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where status = 'SUCCESS' and output is null")).ShouldBe(2);
    }

    [Fact]
    public async Task AResultOfNullIsAResult()
    {
        WorkflowPlan<string, string?> plan = new(
            "null-result", 1, new Runner((step, call) => step == 0 ? new((object?)null) : new((object?)call.Read<string?>(0, TestPlan.Text))))
        {
            Input = TestPlan.Text,
            Output = TestPlan.Text,
            Steps = [TestPlan.First("One"), TestPlan.Then("Two", 0)],
            Result = 1,
        };
        TestHost host = await StartAsync(plan);

        (await (await host.Client.StartAsync(plan, "x", cancellationToken: Token)).GetResultAsync(Token)).ShouldBeNull();
    }

    [Fact]
    public async Task AStepThatComputesBeforeItsFirstAwaitHoldsUpNoOther()
    {
        var arrived = new Gate();
        using var release = new ManualResetEventSlim();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "computing",
            (step, call) =>
            {
                arrived.Note(call.Context.StepId);
                if (step == 0) release.Wait(call.CancellationToken);
                return new(call.Take());
            },
            TestPlan.First("Blocks"),
            TestPlan.First("Passes"));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await arrived.WaitForAsync(2);
        await Perdure.Tests.Wait.UntilAsync(async () => await StepsAsync(run.Id) == "Blocks RUNNING 1/0, Passes SUCCESS 1/0");
        release.Set();

        (await run.GetResultAsync(Token)).ShouldBe("x");
    }

    [Fact]
    public async Task NoMoreStepsRunAtTheSameTimeThanTheWorkerMay()
    {
        var gate = new Gate();
        var current = 0;
        var most = 0;
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "limited",
            async (_, call) =>
            {
                int now = Interlocked.Increment(ref current);
                InterlockedMax(ref most, now);
                if (now == 3) gate.Open();
                await gate.EnterAsync(call.Context.StepId, call.CancellationToken);
                await Task.Yield();
                Interlocked.Decrement(ref current);
                return call.Take();
            },
            [.. Enumerable.Range(0, 8).Select(step => TestPlan.First($"Step{step}"))]);
        TestHost host = await StartAsync([plan], options => options.MaxSteps = 3);

        await (await host.Client.StartAsync(plan, "x", cancellationToken: Token)).GetResultAsync(Token);

        most.ShouldBe(3);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            if (Interlocked.CompareExchange(ref target, value, seen) == seen) return;
        }
    }
}
