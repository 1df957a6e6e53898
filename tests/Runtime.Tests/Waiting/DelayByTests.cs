using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Engine.Faults;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Waiting;

/// <summary>A timer before a step that data decides on.</summary>
public sealed class DelayByTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task AStepWaitsUntilAnInstantByTheClockOfTheDatabase()
    {
        var instant = new DateTimeOffset(2190, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));
        WorkflowPlan<string, string> plan = Of("until", _ => DelayAnswer.Until(instant));
        TestHost host = await StartAsync([plan], configure: null, services: services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new ShiftedTime(TimeSpan.FromDays(1)))));
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");

        // To the tenth of a second that it takes to write it.
        (await Database.ScalarAsync<double>("select abs(extract(epoch from due_at - $2))::double precision from perdure.execution_steps where execution_id = $1", run.Id, instant.UtcDateTime)).ShouldBeLessThan(30);
        await MakeDueAsync(run.Id);

        (await run.GetResultAsync(Token)).ShouldBe("x");
        (await EventsAsync(run.Id, "STEP%")).ShouldBe("STEP_WAITING Late/0, STEP_STARTED Late/1, STEP_COMPLETED Late/1");
    }

    [Fact]
    public async Task WhatDataDecidesOnIsAskedOnce()
    {
        var asked = 0;
        WorkflowPlan<string, string> plan = Of("once", call =>
        {
            Interlocked.Increment(ref asked);
            return DelayAnswer.For(TimeSpan.FromMinutes(call.Read<string>(WorkflowPlan.InputProducer, TestPlan.Text).Length));
        });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "abc", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        (await Database.ScalarAsync<double>("select extract(epoch from due_at - created_at)::double precision from perdure.execution_steps where execution_id = $1", run.Id)).ShouldBe(3 * 60, 1);

        await Database.ExecuteAsync("update perdure.ready set due = perdure.now() where execution_id = $1", run.Id);
        await Wait.UntilAsync(async () => (await EventsAsync(run.Id, "EXECUTION_WAITING")) == "EXECUTION_WAITING, EXECUTION_WAITING");
        await MakeDueAsync(run.Id);

        (await run.GetResultAsync(Token)).ShouldBe("abc");
        asked.ShouldBe(1);
    }

    [Fact]
    public async Task ATimeThatHasPassedIsNoWaitAndRecordedAllTheSame()
    {
        WorkflowPlan<string, string> past = Of("past", _ => DelayAnswer.Until(DateTimeOffset.UnixEpoch));
        WorkflowPlan<string, string> negative = Of("negative", _ => DelayAnswer.For(TimeSpan.FromHours(-1)));
        TestHost host = await StartAsync(past, negative);

        foreach (WorkflowPlan<string, string> plan in new[] { past, negative })
        {
            WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
            (await run.GetResultAsync(Token)).ShouldBe("x");
            (await EventsAsync(run.Id, "STEP_WAITING")).ShouldBe("STEP_WAITING Late/0");
        }
    }

    [Fact]
    public async Task AFailureToSayItFailsTheRunAndItIsAskedAgainWhenThatIsRetried()
    {
        var asked = 0;
        WorkflowPlan<string, string> plan = Of("fails", _ => Interlocked.Increment(ref asked) == 1 ? throw new FormatException("no date") : DelayAnswer.For(TimeSpan.Zero));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        WorkflowFailedException failed = await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        failed.Message.ShouldEndWith("failed: step 'Late': 'Pause', the delay of step 'Late', threw: no date (System.FormatException)", Case.Sensitive, "there was no attempt yet");
        StepError error = failed.Error;
        (error.Type, error.Message, error.Inner).ShouldBe((typeof(FormatException).FullName, "'Pause', the delay of step 'Late', threw: no date", null));
        error.Stack.ShouldNotBeNull().ShouldContain(nameof(DelayByTests));
        (await Database.ScalarAsync<bool>("select perdure.retry($1)", run.Id)).ShouldBeTrue();
        (await run.GetResultAsync(Token)).ShouldBe("x");
    }

    [Fact]
    public async Task ATimeThatNoRunCouldWaitForFailsTheRunAndNamesTheLimit()
    {
        WorkflowPlan<string, string> never = Of("never", _ => DelayAnswer.Until(DateTimeOffset.MaxValue));
        WorkflowPlan<string, string> ages = Of("ages", _ => DelayAnswer.For(TimeSpan.FromDays(36_526)));
        TestHost host = await StartAsync(never, ages);

        (await FailAsync(never)).ShouldBe("'Pause', the delay of step 'Late', says 9999-12-31T23:59:59.9999999+00:00: a run waits until the year 9000 at most");
        (await FailAsync(ages)).ShouldBe("'Pause', the delay of step 'Late', says 36526.00:00:00: a run waits for at most a hundred years, which are 36525.00:00:00");

        async Task<string> FailAsync(WorkflowPlan<string, string> plan)
        {
            WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
            return (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message;
        }
    }

    [Fact]
    public async Task ARunThatIsCancelledWhileItIsAskedEnds()
    {
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        WorkflowPlan<string, string> plan = Of("asked", _ =>
        {
            entered.Set();
            go.Wait(Token);
            return DelayAnswer.For(TimeSpan.Zero);
        });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await Task.Run(() => entered.Wait(Token), Token);

        await run.CancelAsync(Token);

        await WaitForStatusAsync(run.Id, "CANCELLED");
        go.Set();
    }

    private static WorkflowPlan<string, string> Of(string name, Func<PlanCall, DelayAnswer> delay) => new(name, 1, new Runner(delay))
    {
        Input = TestPlan.Text,
        Output = TestPlan.Text,
        Result = 0,
        Steps =
        [
            new StepPlan("Late")
            {
                Inputs = [new StepInput("text", WorkflowPlan.InputProducer)],
                Output = TestPlan.Text,
                DelayBy = new DelayPlan("Pause") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)] },
            },
        ],
    };

    private sealed class Runner(Func<PlanCall, DelayAnswer> delay) : WorkflowRunner
    {
        public override ValueTask<object?> RunAsync(int step, StepCall call) => new(call.Take());

        public override DelayAnswer GetDelay(int step, PlanCall call) => delay(call);
    }
}
