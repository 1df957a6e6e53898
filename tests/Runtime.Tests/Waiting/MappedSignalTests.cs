using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Waiting;

/// <summary>A message from outside that a mapped step takes once, before its items.</summary>
public sealed class MappedSignalTests(MigratedServer server) : EngineTest(server)
{
    private static readonly SignalDefinition<string> Said = new("said", TestPlan.Text);

    [Fact]
    public async Task NoItemBeginsBeforeTheSignalHasCome()
    {
        WorkflowPlan<string[], string[]> plan = Print("waits", call => Of(call));
        TestHost first = await StartAsync(plan);
        WorkflowHandle<string[]> run = await first.Client.StartAsync(plan, ["a", "b"], cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        (await RowsAsync(run.Id)).ShouldBe("0 WAITING signal said");

        // Whoever takes it up finds it waiting, and begins no item either.
        await StopAsync(first);
        TestHost second = await StartAsync(plan);
        await second.Client.PauseAsync(run.Id, Token);
        await WaitForStatusAsync(run.Id, "PAUSED");
        await second.Client.ResumeAsync(run.Id, Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        (await RowsAsync(run.Id)).ShouldBe("0 WAITING signal said");
        await second.Client.SignalAsync(run.Id, Said, "x", Token);

        (await second.Client.GetHandle(plan, run.Id).GetResultAsync(Token)).ShouldBe(["ax", "bx"]);
        (await EventsAsync(run.Id, "SIGNAL%")).ShouldBe("SIGNAL_RECEIVED Print/0");
    }

    [Fact]
    public async Task ARunThatIsRetriedByHandKeepsWhatWasTaken()
    {
        var works = false;
        WorkflowPlan<string[], string[]> plan = Print("retried", call => call.Context.Item == 2 && !Volatile.Read(ref works) ? throw new IOException("not yet") : Of(call));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a", "b", "c"], cancellationToken: Token);
        foreach (string value in new[] { "x", "y" }) await run.SignalAsync(Said, value, Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        Volatile.Write(ref works, true);
        (await run.RetryAsync(Token)).ShouldBeTrue();
        await WaitForStatusAsync(run.Id, "SUCCESS");

        (await run.GetResultAsync(Token)).ShouldBe(["ax", "bx", "cx"]);
    }

    [Fact]
    public async Task OneThatWasCancelledWhileItWaitedWaitsAgain()
    {
        WorkflowPlan<string[], string[]> plan = Print("cancelled", call => Of(call));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a"], cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        await run.CancelAsync(Token);
        await WaitForStatusAsync(run.Id, "CANCELLED");

        (await run.RetryAsync(Token)).ShouldBeTrue();
        await Wait.UntilAsync(async () => await RowsAsync(run.Id) == "0 WAITING signal said");
        await run.SignalAsync(Said, "x", Token);

        await WaitForStatusAsync(run.Id, "SUCCESS");
        (await run.GetResultAsync(Token)).ShouldBe(["ax"]);
    }

    [Fact]
    public async Task AForkThatBeginsBehindTheMapKeepsItsItems()
    {
        WorkflowPlan<string[], string[]> plan = Print("forked", call => Of(call));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, ["a"], cancellationToken: Token);
        await run.SignalAsync(Said, "x", Token);
        await run.GetResultAsync(Token);

        WorkflowHandle<string[]> behind = await host.Client.ForkAsync(plan, run.Id, "Join", cancellationToken: Token);
        (await behind.GetResultAsync(Token)).ShouldBe(["ax"]);

        // From the map on it is received anew, as by any other step.
        WorkflowHandle<string[]> anew = await host.Client.ForkAsync(plan, run.Id, "Print", cancellationToken: Token);
        await anew.SignalAsync(Said, "y", Token);
        (await anew.GetResultAsync(Token)).ShouldBe(["ay"]);
    }

    private static string Of(StepCall call) => call.Item() + call.Take(WorkflowPlan.SignalProducer);

    private static WorkflowPlan<string[], string[]> Print(string name, Func<StepCall, string> print) => PartsPlan.Map(
        name,
        (step, call) => new(step == 0 ? print(call) : call.TakeAll(0)),
        1,
        new StepPlan("Print") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, Map = new MapPlan(WorkflowPlan.InputProducer), Signal = new SignalPlan("said", "said") },
        PartsPlan.Join("Join", 0));

    private Task<string> RowsAsync(Guid run) => Database.ScalarAsync<string>(
        "select string_agg(concat_ws(' ', item, status, waits_for), ', ' order by item) from perdure.execution_steps where execution_id = $1 and step_id = 'Print'", run);
}
