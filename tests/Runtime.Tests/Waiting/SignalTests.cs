using System.Collections.Concurrent;
using System.Security.Cryptography;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Waiting;

/// <summary>A message from outside that a step waits for.</summary>
public sealed class SignalTests(MigratedServer server) : EngineTest(server)
{
    private static readonly SignalDefinition<string> Approved = new("approved", TestPlan.Text);

    [Fact]
    public async Task ARunThatWaitsForASignalIsHeldByNobodyAndHasNothingDue()
    {
        WorkflowPlan<string, string> plan = Review("waits");
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");

        (await StandsAsync(run.Id)).ShouldBe("WAITING 0 signal approved, free, 0 wake rows, 0 messages");
        (await run.SignalAsync(Approved, "yes", Token)).ShouldBeTrue();

        (await run.GetResultAsync(Token)).ShouldBe("a: yes");
        (await EventsAsync(run.Id, "S%")).ShouldBe("STEP_WAITING Ask/0, SIGNAL_RECEIVED Ask/0, STEP_STARTED Ask/1, STEP_COMPLETED Ask/1");
        (await StandsAsync(run.Id)).ShouldBe("SUCCESS 1, free, 0 wake rows, 0 messages");
        (await Database.ScalarAsync<string>("select string_agg(parameter || '=' || value, ', ' order by parameter) from perdure.execution_step_inputs where execution_id = $1", run.Id)).ShouldBe("""approval="yes", text="a" """.TrimEnd());
    }

    [Fact]
    public async Task ASignalThatComesBeforeItsStepWaitsIsKeptAndTheOldestIsTakenFirst()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Review("early", async (_, call) => await gate.EnterAsync("Wait", call.CancellationToken), 2);
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);
        await gate.WaitForAsync();

        foreach (string value in new[] { "one", "two", "three" }) (await host.Client.SignalAsync(run.Id, Approved, value, Token)).ShouldBeTrue();
        gate.Open();

        (await run.GetResultAsync(Token)).ShouldBe("a: one: two");
        (await StandsAsync(run.Id)).ShouldEndWith("0 messages", customMessage: "what nobody took goes with the run");
        (await EventsAsync(run.Id, "STEP_WAITING")).ShouldBeEmpty();
    }

    [Fact]
    public async Task EachAttemptTakesTheSameSignal()
    {
        ConcurrentQueue<string> taken = [];
        WorkflowPlan<string, string> plan = Review("retried", retry: new RetryPolicy(2), look: call =>
        {
            taken.Enqueue(call.Take(WorkflowPlan.SignalProducer));
            return call.Context.Attempt == 1 ? throw new IOException("not yet") : default;
        });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);

        foreach (string value in new[] { "one", "two" }) await run.SignalAsync(Approved, value, Token);

        (await run.GetResultAsync(Token)).ShouldBe("a: one");
        taken.ShouldBe(["one", "one"]);
    }

    [Fact]
    public async Task AnAttemptThatWasLostIsRepeatedWithTheSignalThatItsRowHolds()
    {
        WorkflowPlan<string, string> plan = Review("lost", retry: new RetryPolicy(2) { Delay = TimeSpan.FromHours(1) }, look: call => call.Context.Attempt == 1 ? throw new IOException("not yet") : default);
        TestHost first = await StartAsync(plan);
        WorkflowHandle<string> run = await first.Client.StartAsync(plan, "a", cancellationToken: Token);
        await run.SignalAsync(Approved, "one", Token);
        await Wait.UntilAsync(async () => await StandsAsync(run.Id) == "WAITING 1, free, 1 wake rows, 0 messages");
        await run.SignalAsync(Approved, "two", Token);
        await StopAsync(first);

        TestHost second = await StartAsync(plan);
        await MakeDueAsync(run.Id);

        (await second.Client.GetHandle(plan, run.Id).GetResultAsync(Token)).ShouldBe("a: one");
    }

    [Fact]
    public async Task AStepFailsWithItsTimeOut()
    {
        WorkflowPlan<string, string> plan = Review("late", timeout: TimeSpan.FromHours(2), retry: new RetryPolicy(5));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        (await Database.ScalarAsync<string>("select waits_for || ' for ' || round(extract(epoch from due_at - perdure.now()) / 3600) || ' hours' from perdure.execution_steps where execution_id = $1", run.Id))
            .ShouldBe("signal approved for 2 hours");

        await MakeDueAsync(run.Id);

        (await Should.ThrowAsync<WorkflowFailedException>(run.GetResultAsync(Token).AsTask())).Error.ShouldSatisfyAllConditions(
            error => error.Type.ShouldBe("System.TimeoutException"),
            error => error.Message.ShouldBe("Signal 'approved' did not come to step 'Ask' within 02:00:00"));
        (await StepsAsync(run.Id)).ShouldBe("Ask FAILED 0/0");
        (await run.SignalAsync(Approved, "too late", Token)).ShouldBeFalse();
        (await EventsAsync(run.Id, "S%")).ShouldBe("STEP_WAITING Ask/0, SIGNAL_TIMED_OUT Ask/0, STEP_FAILED Ask/0");
    }

    [Fact]
    public async Task BehindItsTimeOutAnOptionalSignalIsNullAndStaysSo()
    {
        WorkflowPlan<string, string> plan = Review(
            "silent", timeout: TimeSpan.FromHours(2), isOptional: true, retry: new RetryPolicy(2) { Delay = TimeSpan.FromHours(1) }, look: call => call.Context.Attempt == 1 ? throw new IOException("not yet") : default);
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        await MakeDueAsync(run.Id);
        await Wait.UntilAsync(async () => await StandsAsync(run.Id) == "WAITING 1, free, 1 wake rows, 0 messages");

        await run.SignalAsync(Approved, "too late", Token);
        await MakeDueAsync(run.Id);

        (await run.GetResultAsync(Token)).ShouldBe("a: nobody");
    }

    [Fact]
    public async Task ARunThatWaitsForASignalCanBeCancelled()
    {
        WorkflowPlan<string, string> plan = Review("cancelled");
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");

        await run.CancelAsync(Token);
        await WaitForStatusAsync(run.Id, "CANCELLED");

        (await StepsAsync(run.Id)).ShouldBe("Ask CANCELLED 0/0");
    }

    [Fact]
    public async Task APausedRunKeepsItsSignalUntilItGoesOn()
    {
        WorkflowPlan<string, string> plan = Review("paused");
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        await run.PauseAsync(Token);
        await WaitForStatusAsync(run.Id, "PAUSED");

        await run.SignalAsync(Approved, "yes", Token);
        await Wait.UntilAsync(async () => await EventsAsync(run.Id, "EXECUTION_PAUSED") == "EXECUTION_PAUSED, EXECUTION_PAUSED");
        (await StandsAsync(run.Id)).ShouldBe("WAITING 0 signal approved, free, 0 wake rows, 2 messages");
        await run.ResumeAsync(Token);

        (await run.GetResultAsync(Token)).ShouldBe("a: yes");
    }

    [Fact]
    public async Task WhatASignalCarriesIsEncodedBeforeItLeavesTheClient()
    {
        WorkflowPlan<string, string> plan = Review("secret", retry: new RetryPolicy(2) { Delay = TimeSpan.FromHours(1) }, look: call => call.Context.Attempt == 1 ? throw new IOException("not yet") : default);
        TestHost host = await StartAsync([plan], null, build: perdure => perdure.EncodePayloadsWith(new AesGcmCodec("k1", new Dictionary<string, byte[]> { ["k1"] = RandomNumberGenerator.GetBytes(32) })));
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);

        await run.SignalAsync(Approved, "a secret", Token);
        await Wait.UntilAsync(async () => await StandsAsync(run.Id) == "WAITING 1, free, 1 wake rows, 0 messages");

        string input = await Database.ScalarAsync<string>("select input::text from perdure.execution_steps where execution_id = $1", run.Id);
        input.ShouldContain("\"codec\":\"aes-gcm\"");
        input.ShouldNotContain("secret");
        await MakeDueAsync(run.Id);
        (await run.GetResultAsync(Token)).ShouldBe("a: a secret");
    }

    [Fact]
    public async Task ASignalThatNobodyCouldReadIsRefusedWhenItIsSent()
    {
        WorkflowPlan<string, string> plan = Review("unreadable");
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);

        (await Should.ThrowAsync<PayloadException>(run.SignalAsync(Approved, "a\0b", Token).AsTask())).Message.ShouldBe("What signal 'approved' carries cannot be stored: unsupported Unicode escape sequence");
        await run.SignalAsync(Approved, "yes", Token);

        (await run.GetResultAsync(Token)).ShouldBe("a: yes");
    }

    [Fact]
    public async Task ARunThatIsNotToBeginYetIsNotBegunByASignal()
    {
        WorkflowPlan<string, string> plan = Review("tomorrow");
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", new StartOptions { Delay = TimeSpan.FromHours(1) }, Token);

        (await run.SignalAsync(Approved, "yes", Token)).ShouldBeTrue();
        await WaitForStatusAsync(run.Id, "WAITING");

        (await StepsAsync(run.Id)).ShouldBeEmpty();
        (await Database.ScalarAsync<bool>("select due - perdure.now() between interval '55 minutes' and interval '1 hour' from perdure.ready where execution_id = $1", run.Id)).ShouldBeTrue();
        await MakeDueAsync(run.Id);
        (await run.GetResultAsync(Token)).ShouldBe("a: yes");
    }

    [Fact]
    public async Task ASignalThatNobodyHasTakenIsThereForARunThatIsRetried()
    {
        var works = false;
        WorkflowPlan<string, string> plan = Review("again", before: (_, _) => Volatile.Read(ref works) ? default : throw new IOException("not yet"));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", new StartOptions { Delay = TimeSpan.FromHours(1) }, Token);
        await run.SignalAsync(Approved, "yes", Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        await MakeDueAsync(run.Id);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages where kind = 'SIGNAL'")).ShouldBe(1);
        (await Invariants.FindViolationsAsync(Database)).ShouldBeEmpty();

        Volatile.Write(ref works, true);
        (await run.RetryAsync(Token)).ShouldBeTrue();

        await WaitForStatusAsync(run.Id, "SUCCESS");
        (await StandsAsync(run.Id)).ShouldBe("SUCCESS 1, free, 0 wake rows, 0 messages");
    }

    [Theory]
    [InlineData("aproved", "\"yes\"", "No step of asked@1 takes a signal 'aproved': it takes 'approved'")]
    [InlineData("approved", null, "Signal 'approved' of asked@1 carries nothing, and its step takes something: give it a value, as payload of perdure.signal or as value of SignalAsync")]
    public async Task ASignalThatNoStepCouldTakeIsRefusedBySql(string name, string? value, string message)
    {
        WorkflowPlan<string, string> plan = Review("asked");
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");

        (await Should.ThrowAsync<Npgsql.PostgresException>(() => Database.ScalarAsync<bool>("select perdure.signal($1, $2, $3::json)", run.Id, name, (object?)value ?? DBNull.Value))).MessageText.ShouldBe(message);
        (await Should.ThrowAsync<ArgumentException>(async () => await run.SignalAsync(new SignalDefinition<string>("aproved", TestPlan.Text), "yes", Token))).Message.ShouldBe("No step of asked@1 takes a signal 'aproved': it takes 'approved'");

        (await StandsAsync(run.Id)).ShouldBe("WAITING 0 signal approved, free, 0 wake rows, 0 messages");
        await run.SignalAsync(Approved, "yes", Token);
        (await run.GetResultAsync(Token)).ShouldBe("a: yes");
    }

    [Fact]
    public async Task ASignalToNobodyIsRefused()
    {
        TestHost host = await StartClientAsync();

        await Should.ThrowAsync<ExecutionNotFoundException>(host.Client.SignalAsync(Guid.CreateVersion7(), Approved, "yes", Token).AsTask());
    }

    /// <summary>A workflow of steps that each take a signal and put it behind what they were given.</summary>
    private static WorkflowPlan<string, string> Review(
        string name, Func<int, StepCall, ValueTask>? before = null, int count = 1, TimeSpan? timeout = null, bool isOptional = false, RetryPolicy? retry = null, Func<StepCall, ValueTask>? look = null)
    {
        var signal = new SignalPlan("approved", "approval") { Timeout = timeout, IsOptional = isOptional };
        List<StepPlan> steps = [];
        if (before is not null) steps.Add(TestPlan.First("Wait"));
        for (var i = 0; i < count; i++)
        {
            int producer = steps.Count - 1;
            steps.Add(new StepPlan(i == 0 ? "Ask" : $"Ask{i}") { Inputs = [new StepInput("text", producer)], Level = steps.Count, Output = TestPlan.Text, Signal = signal, Retry = retry ?? RetryPolicy.None });
        }

        return TestPlan.Of(name, async (step, call) =>
        {
            if (steps[step].Signal is null)
            {
                await before!(step, call);
                return call.Take();
            }

            if (look is not null) await look(call);
            return $"{call.Take(step - 1)}: {(call.Has(WorkflowPlan.SignalProducer) ? call.Take(WorkflowPlan.SignalProducer) : "nobody")}";
        }, [.. steps]);
    }

    /// <summary>Where the only step of a run stands, who holds the run, and what is there for it.</summary>
    private Task<string> StandsAsync(Guid run) => Database.ScalarAsync<string>(
        """
        select concat_ws(', ', (select concat_ws(' ', s.status, s.attempt, s.waits_for) from perdure.execution_steps s where s.execution_id = e.id order by s.step_id limit 1),
          case when e.holder is null then 'free' else 'held' end, (select count(*) from perdure.ready r where r.execution_id = e.id) || ' wake rows', (select count(*) from perdure.messages m where m.execution_id = e.id) || ' messages')
        from perdure.executions e
        where e.id = $1
        """,
        run);
}
