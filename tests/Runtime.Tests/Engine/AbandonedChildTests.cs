using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Children that nobody wants any more: what is undone, and what is tried again, waits until they have ended.</summary>
public sealed class AbandonedChildTests(MigratedServer server) : EngineTest(server)
{
    private readonly ConcurrentQueue<string> undone = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFailedRunIsUndoneOnceItsChildHasEndedAndIsUndone(bool isGrandchild)
    {
        var works = new Gate();
        var fails = new Gate();
        WorkflowPlan<string, string> child = UndoPlan.Of("child", (step, call) => WorkAsync(step == 1, works, call), Undo, UndoPlan.Step("Prepare"), TestPlan.Then("Work", 0), TestPlan.Then("Close", 1));
        WorkflowPlan<string, string> called = isGrandchild ? ChildPlan.Over(child, "middle") : child;
        WorkflowPlan<string, string> plan = UndoPlan.Of(
            "parent",
            async (step, call) =>
            {
                if (step == 0) return "booked";
                await fails.EnterAsync("Fail", call.CancellationToken);
                throw new InvalidOperationException("no");
            },
            Undo,
            UndoPlan.Step("Book"),
            Call(called),
            TestPlan.Then("Fail", 0));
        TestHost host = await StartPatientAsync([.. new WorkflowPlan[] { plan, called, child }.Distinct()]);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await works.WaitForAsync();
        await fails.WaitForAsync();

        fails.Open();
        await WaitForStatusAsync(run.Id, "WAITING");
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.messages m join perdure.executions e on e.id = m.execution_id where e.workflow = 'child' and m.kind = 'CANCEL'") > 0);
        (await StepsAsync(run.Id)).ShouldBe("Book SUCCESS 1/0, Call WAITING 1/0, Fail FAILED 1/1");
        undone.ShouldBeEmpty();
        await Invariants.AssertAsync(Database);
        works.Open();

        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(run.GetResultAsync(Token).AsTask());
        failure.IsCompensated.ShouldBeTrue();
        failure.Error.Message.ShouldBe("no");
        undone.ShouldBe(["Prepare", "Book"]);
        (await StepsAsync(run.Id)).ShouldBe("Book SUCCESS 1/0, Call CANCELLED 1/0, Fail FAILED 1/1");
        (await EventsAsync(run.Id, "CHILD%")).ShouldBe("CHILD_STARTED Call/1, CHILD_ENDED Call/1");
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
    }

    [Fact]
    public async Task AChildThatCompletedThoughItWasToEndIsUndoneWithItsStep()
    {
        var works = new Gate();
        WorkflowPlan<string, string> child = TestPlan.Of("child", (_, call) => WorkAsync(waits: true, works, call), TestPlan.First("Work"));
        WorkflowPlan<string, string> plan = UndoPlan.Of("parent", static (_, _) => new("booked"), Undo, UndoPlan.Step("Book"), Call(child, isUndone: true), TestPlan.Then("End", 1));
        TestHost host = await StartPatientAsync(plan, child);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await works.WaitForAsync();
        await WaitForStatusAsync(run.Id, "WAITING");

        await host.Client.CancelAsync(run.Id, Token);
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.messages m join perdure.executions e on e.id = m.execution_id where e.workflow = 'child'") > 0);
        undone.ShouldBeEmpty();
        works.Open();

        await Should.ThrowAsync<WorkflowCancelledException>(run.GetResultAsync(Token).AsTask());
        undone.ShouldBe(["Call", "Book"]);
        (await StepsAsync(run.Id)).ShouldBe("Book SUCCESS 1/0, Call SUCCESS 1/0");
    }

    [Fact]
    public async Task AnotherChildBeginsOnceTheOneThatTookTooLongHasEnded()
    {
        var works = new Gate();
        WorkflowPlan<string, string> child = TestPlan.Of("child", (step, call) => WorkAsync(step == 0, works, call), TestPlan.First("Work"), TestPlan.Then("Close", 0));
        WorkflowPlan<string, string> plan = ChildPlan.Over(child, retry: new RetryPolicy(2), timeout: TimeSpan.FromHours(1));
        TestHost host = await StartPatientAsync(plan, child);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await works.WaitForAsync();
        await WaitForStatusAsync(run.Id, "WAITING");

        await MakeDueAsync(run.Id);
        await Wait.UntilAsync(async () => await Database.ScalarAsync<bool>("select error ->> 'message' like '%took longer than%' and due_at is null from perdure.execution_steps where execution_id = $1", run.Id));
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions where parent_id = $1", run.Id)).ShouldBe(1);
        await Invariants.AssertAsync(Database);
        works.Open();

        (await run.GetResultAsync(Token)).ShouldBe("Close");
        (await StepsAsync(run.Id)).ShouldBe("Call SUCCESS 2/1");
        (await Database.ScalarAsync<string>("select string_agg(status, ', ' order by created_at) from perdure.executions where parent_id = $1", run.Id)).ShouldBe("CANCELLED, SUCCESS");
        (await EventsAsync(run.Id, "%STEP_FAILED%")).ShouldBe("STEP_FAILED Call/1");
    }

    private static StepPlan Call(WorkflowPlan child, bool isUndone = false) => new("Call")
    {
        Child = () => child,
        Inputs = [new StepInput("text", WorkflowPlan.InputProducer)],
        After = [0],
        Level = 1,
        Output = TestPlan.Text,
        Compensation = isUndone ? new CompensationPlan("UndoCall") { Inputs = [new StepInput("result", WorkflowPlan.ResultProducer)] } : null,
    };

    /// <summary>A step that does not heed its token, as code that cannot be cut off.</summary>
    private static async ValueTask<object?> WorkAsync(bool waits, Gate gate, StepCall call)
    {
        if (waits) await gate.EnterAsync(call.Context.StepId, CancellationToken.None);
        return call.Context.StepId;
    }

    private ValueTask Undo(int step, StepCall call)
    {
        undone.Enqueue(call.Context.StepId);
        return ValueTask.CompletedTask;
    }

    /// <summary>A host whose code is not left behind before a test has looked at what waits for it.</summary>
    private Task<TestHost> StartPatientAsync(params WorkflowPlan[] plans) =>
        StartAsync(plans, null, services: static services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new PatientTime())));

    /// <summary>Lets the second in which code has to heed its token take a minute.</summary>
    private sealed class PatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == TimeSpan.FromSeconds(1) ? TimeSpan.FromMinutes(1) : dueTime, period);
    }
}
