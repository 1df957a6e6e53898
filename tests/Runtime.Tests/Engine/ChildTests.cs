using System.Security.Cryptography;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>A step whose work is a child run.</summary>
public sealed class ChildTests(MigratedServer server) : EngineTest(server)
{
    private const string ChildOf = "select id from perdure.executions where parent_id = $1";

    [Fact]
    public async Task AParentHoldsNothingWhileItWaits()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> child = GatedChild(gate);
        WorkflowPlan<string, string> plan = ChildPlan.Over(child);
        TestHost host = await StartAsync([plan, child], options => options.Queues.Add("night"));
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", new StartOptions { Queue = "night", Priority = 7 }, Token);
        await gate.WaitForAsync();
        await WaitForStatusAsync(run.Id, "WAITING");

        Guid id = await Database.ScalarAsync<Guid>(ChildOf, run.Id);
        (await Database.ScalarAsync<string>("select waits_for from perdure.execution_steps where execution_id = $1", run.Id)).ShouldBe($"workflow child {id}");
        (await Database.ScalarAsync<bool>("select holder is null and not exists (select from perdure.ready where execution_id = $1) from perdure.executions where id = $1", run.Id)).ShouldBeTrue();
        (await Database.ScalarAsync<string>("select concat_ws(' ', queue, priority, parent_step, parent_item, parent_round) from perdure.executions where id = $1", id)).ShouldBe("night 7 Call 0 0");
        await Invariants.AssertAsync(Database);
        gate.Open();

        (await run.GetResultAsync(Token)).ShouldBe("child of x");
        (await EventsAsync(run.Id, "%STEP%")).ShouldBe("STEP_STARTED Call/1, STEP_COMPLETED Call/1");
        (await EventsAsync(run.Id, "CHILD%")).ShouldBe("CHILD_STARTED Call/1, CHILD_ENDED Call/1");
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
    }

    [Fact]
    public async Task ACancelledParentCancelsItsChild()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> child = GatedChild(gate);
        WorkflowPlan<string, string> plan = ChildPlan.Over(child);
        TestHost host = await StartAsync(plan, child);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();
        await WaitForStatusAsync(run.Id, "WAITING");

        (await host.Client.CancelAsync(run.Id, Token)).ShouldBeTrue();

        await Should.ThrowAsync<WorkflowCancelledException>(run.GetResultAsync(Token).AsTask());
        await WaitForStatusAsync(await Database.ScalarAsync<Guid>(ChildOf, run.Id), "CANCELLED");
        (await StepsAsync(run.Id)).ShouldBe("Call CANCELLED 1/0");
    }

    [Fact]
    public async Task ACancelledChildIsNotFollowedByAnother()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> child = GatedChild(gate);
        WorkflowPlan<string, string> plan = ChildPlan.Over(child, retry: new RetryPolicy(3));
        TestHost host = await StartAsync(plan, child);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();
        Guid id = await Database.ScalarAsync<Guid>(ChildOf, run.Id);

        await host.Client.CancelAsync(id, Token);

        (await Should.ThrowAsync<WorkflowFailedException>(run.GetResultAsync(Token).AsTask())).Error.Message.ShouldBe($"Child {id} of step 'Call' was cancelled");
        (await StepsAsync(run.Id)).ShouldBe("Call FAILED 1/1");
    }

    [Fact]
    public async Task AChildThatTakesTooLongIsCancelledAndTheAttemptHasFailed()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> child = GatedChild(gate);
        WorkflowPlan<string, string> plan = ChildPlan.Over(child, timeout: TimeSpan.FromHours(1));
        TestHost host = await StartAsync(plan, child);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();
        await WaitForStatusAsync(run.Id, "WAITING");

        await MakeDueAsync(run.Id);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(run.GetResultAsync(Token).AsTask())).Error;
        error.Type.ShouldBe(typeof(TimeoutException).FullName);
        error.Message.ShouldContain("the child of step 'Call' took longer than 01:00:00");
        await WaitForStatusAsync(await Database.ScalarAsync<Guid>(ChildOf, run.Id), "CANCELLED");
    }

    [Fact]
    public async Task AFailedChildIsFollowedByAnotherAndItsResultIsTaken()
    {
        var runs = 0;
        WorkflowPlan<string, string> child = TestPlan.Of("child", (_, call) => Interlocked.Increment(ref runs) == 1 ? throw new IOException("not yet") : new(call.Take() + runs), TestPlan.First("One"));
        WorkflowPlan<string, string> plan = ChildPlan.Over(child, retry: new RetryPolicy(2));
        TestHost host = await StartAsync(plan, child);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("x2");
        (await StepsAsync(run.Id)).ShouldBe("Call SUCCESS 2/1");
        (await EventsAsync(run.Id, "%CHILD%")).ShouldBe("CHILD_STARTED Call/1, CHILD_ENDED Call/1, CHILD_STARTED Call/2, CHILD_ENDED Call/2");
    }

    [Fact]
    public async Task APayloadThatIsBoundToItsRunIsBoundAnewWhereItPassesToAnother()
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        WorkflowPlan<string, string> child = GatedChild(OpenGate());
        WorkflowPlan<string, string> plan = ChildPlan.Over(child);
        TestHost host = await StartAsync([plan, child], options => options.RequiredPayloadCodec = "aes-gcm", build: perdure => perdure.EncodePayloadsWith(new AesGcmCodec("k", new Dictionary<string, byte[]> { ["k"] = key })));

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("child of x");
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions where input_codec = 'aes-gcm' and output_codec = 'aes-gcm'")).ShouldBe(2);
    }

    private static WorkflowPlan<string, string> GatedChild(Gate gate) => TestPlan.Of(
        "child",
        async (_, call) =>
        {
            await gate.EnterAsync("One", call.CancellationToken);
            return $"child of {call.Take()}";
        },
        TestPlan.First("One"));

    private static Gate OpenGate()
    {
        var gate = new Gate();
        gate.Open();
        return gate;
    }

    [Fact]
    public async Task AChildThatFailedAndWasUndoneFailsItsStepWithItsOwnError()
    {
        WorkflowPlan<string, string> child = UndoPlan.Of(
            "child", static (step, _) => step == 0 ? new("one") : throw new InvalidOperationException("the cause"), static (_, _) => ValueTask.CompletedTask, UndoPlan.Step("One"), TestPlan.Then("Two", 0));
        WorkflowPlan<string, string> plan = ChildPlan.Over(child);
        TestHost host = await StartAsync(plan, child);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(run.GetResultAsync(Token).AsTask())).Error;
        Guid id = await Database.ScalarAsync<Guid>(ChildOf, run.Id);
        (await host.Client.GetAsync(id, Token))!.Status.ShouldBe(ExecutionStatus.Compensated);
        error.Message.ShouldBe($"Child {id} of step 'Call' failed: the cause");
        error.Inner!.Step.ShouldBe("Two");
    }
}
