using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>While versions of a workflow live side by side, each run is carried out by a worker that has its own.</summary>
public sealed class PlanVersionTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task ARunThatTheWorkerOfItsOwnProcessHasNoPlanForWaitsForOneThatHas()
    {
        TestHost old = await StartAsync(Version(1));

        // From now on its worker takes what is started here without a claim.
        (await (await old.Client.StartAsync(Version(1), "x", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("x by version 1");

        WorkflowHandle<string> newer = await old.Client.StartAsync(Version(2), "x", cancellationToken: Token);
        (await (await old.Client.StartAsync(Version(1), "y", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("y by version 1");
        (await newer.GetAsync(Token)).Status.ShouldBe(ExecutionStatus.Pending);
        (await Database.ScalarAsync<bool>("select holder is null from perdure.executions where id = $1", newer.Id)).ShouldBeTrue();

        await StartAsync(Version(2));
        (await newer.GetResultAsync(Token)).ShouldBe("x by version 2");
    }

    [Fact]
    public async Task ARunOfAWorkerThatIsGoneIsLeftForOneThatHasItsPlan()
    {
        var reached = new Gate();
        TestHost newer = await StartAsync([Version(2, reached)], options => options.ShutdownGrace = TimeSpan.Zero);
        WorkflowHandle<string> run = await newer.Client.StartAsync(Version(2), "x", cancellationToken: Token);
        await reached.WaitForAsync();
        TestHost old = await StartAsync(Version(1));
        await StopAsync(newer);

        // It has had its look at what is left when it has ended a run that came later.
        (await (await old.Client.StartAsync(Version(1), "y", new StartOptions { Priority = -10 }, Token)).GetResultAsync(Token)).ShouldBe("y by version 1");
        (await Database.ScalarAsync<bool>("select holder is null from perdure.executions where id = $1", run.Id)).ShouldBeTrue();

        await StartAsync(Version(2));
        (await old.Client.GetHandle(Version(2), run.Id).GetResultAsync(Token)).ShouldBe("x by version 2");
    }

    private static WorkflowPlan<string, string> Version(int version, Gate? gate = null) => new("versioned", version, new Runner(async (_, call) =>
    {
        if (gate is not null) await gate.EnterAsync("One", call.CancellationToken);
        return $"{call.Take()} by version {version}";
    }))
    {
        Input = TestPlan.Text,
        Output = TestPlan.Text,
        Steps = [TestPlan.First("One")],
        Result = 0,
    };
}
