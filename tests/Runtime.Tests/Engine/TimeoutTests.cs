using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class TimeoutTests(MigratedServer server) : EngineTest(server)
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(30);

    /// <summary>An attempt that does not wait is in time, also on a slow machine.</summary>
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task AnAttemptThatTakesTooLongIsCutOffAndFails()
    {
        var cutOff = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "slow",
            async (_, call) =>
            {
                call.CancellationToken.Register(() => cutOff.Note("told"));
                await Task.Delay(Timeout.InfiniteTimeSpan, call.CancellationToken);
                return "late";
            },
            TestPlan.First("One", timeout: Short));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;
        error.Type.ShouldBe("System.TimeoutException");
        error.Message.ShouldContain("'One' took longer than 00:00:00.0300000 in attempt 1");
        await cutOff.WaitForAsync();
    }

    [Fact]
    public async Task ATimedOutAttemptIsTriedAgainLikeAnyFailure()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "slow-once",
            async (_, call) =>
            {
                if (call.Context.Attempt == 1) await Task.Delay(Timeout.InfiniteTimeSpan, call.CancellationToken);
                return $"attempt {call.Context.Attempt}";
            },
            TestPlan.First("One", new RetryPolicy(2) { Delay = TimeSpan.FromMilliseconds(1) }, Enough));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("attempt 2");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 2/1");
    }

    [Fact]
    public async Task CodeThatDoesNotHeedItsTokenIsLeftBehindAndItsResultIsNotUsed()
    {
        var stubborn = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "stubborn",
            async (_, call) =>
            {
                if (call.Context.Attempt == 1) await stubborn.EnterAsync("first", CancellationToken.None);
                return $"attempt {call.Context.Attempt}";
            },
            TestPlan.First("One", new RetryPolicy(2) { Delay = TimeSpan.FromMilliseconds(1) }, Enough));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("attempt 2");
        stubborn.Open();
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 2/1");
    }

    [Fact]
    public async Task CodeThatAnswersACutOffWithAnotherExceptionHasTimedOutAllTheSame()
    {
        var never = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "disguised",
            async (_, call) =>
            {
                await never.EnterAsync("One", call.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw new InvalidOperationException("the driver was interrupted");
            },
            TestPlan.First("One", timeout: Short));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Type.ShouldBe("System.TimeoutException");
    }

    [Fact]
    public async Task ALimitThatNoTimerCanCountToIsNone()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("patient", static (_, call) => new(call.Take()), TestPlan.First("One", timeout: TimeSpan.FromDays(60)));
        TestHost host = await StartAsync(plan);

        (await (await host.Client.StartAsync(plan, "x", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("x");
    }
}
