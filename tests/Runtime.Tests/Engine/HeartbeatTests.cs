using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Coordination;
using Perdure.Coordination.Modifiers;
using Perdure.Payloads;
using Perdure.Runtime.Tests.Protocol;
using Perdure.Runtime.Tests.Support;
using Perdure.Steps;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>What long steps say while they run.</summary>
public sealed class HeartbeatTests(MigratedServer server) : EngineTest(server)
{
    private static readonly RetryPolicy Twice = new(2) { Delay = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public async Task TheNewestDetailsAreRecordedBeforeTheFailureThatFollowsThem()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "tells",
            async (_, call) =>
            {
                string? last = await call.Context.LastHeartbeatAsync<string>(call.CancellationToken);
                if (call.Context.Attempt == 2) return last;
                last.ShouldBeNull();
                foreach (string row in (string[])["1", "2", "3"]) call.Context.Heartbeat(row);
                throw new IOException("not yet");
            },
            TestPlan.First("One", Twice));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("3");
        (await ProgressAsync(run.Id)).ShouldBe("One 1 \"3\"");
        await Database.ExecuteAsync("delete from perdure.executions where id = $1", run.Id);
        (await ProgressAsync(run.Id)).ShouldBeEmpty("it goes with its run");
    }

    [Fact]
    public async Task ASilentAttemptFailsAndSaysWhatItLacks()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "silent",
            static async (_, call) =>
            {
                call.Context.Heartbeat();
                await Task.Delay(Timeout.InfiniteTimeSpan, call.CancellationToken);
                return "late";
            },
            new StepPlan("One") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, HeartbeatTimeout = TimeSpan.FromMilliseconds(30) });
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;
        error.Type.ShouldBe("System.TimeoutException");
        error.Message.ShouldContain("step 'One' was not heard of for 00:00:00.0300000 in attempt 1");
    }

    [Fact]
    public async Task AHeartbeatBeginsTheSilenceAnew()
    {
        TestHost host = await StartClientAsync();
        var time = new SteppedTime();
        using var heartbeats = new Heartbeats(
            host.Host.Services.GetRequiredService<IStepDataStore>(), Guid.CreateVersion7(), new Patience(time, NullLogger.Instance, default), time, NullLogger.Instance);
        WorkflowPlan<string, string> plan = TestPlan.Of("beats", static (_, _) => new(""), new StepPlan("One") { HeartbeatTimeout = TimeSpan.FromSeconds(10) });
        using var pulse = new AttemptPulse(
            new StepStart(Guid.CreateVersion7(), plan, 0, 1, new Dictionary<int, StoredPayload?>()), heartbeats, host.Host.Services.GetRequiredService<PayloadSerializer>(), time);

        time.Advance(TimeSpan.FromSeconds(9));
        pulse.Beat();
        time.Advance(TimeSpan.FromSeconds(9));
        pulse.IsSilent.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(2));

        pulse.IsSilent.ShouldBeTrue();
    }

    [Fact]
    public async Task AnUndoMayBeSilentAndHasProgressOfItsOwn()
    {
        TestHost host = await StartClientAsync();
        var time = new SteppedTime();
        IStepDataStore store = host.Host.Services.GetRequiredService<IStepDataStore>();
        PayloadSerializer serializer = host.Host.Services.GetRequiredService<PayloadSerializer>();
        Guid run = Guid.CreateVersion7(), holder = Guid.CreateVersion7();
        await Database.ExecuteAsync("insert into perdure.executions (id, workflow, version, status, started_at, holder, token) values ($1, 'w', 1, 'RUNNING', now(), $2, 1)", run, holder);
        using var heartbeats = new Heartbeats(store, holder, new Patience(time, NullLogger.Instance, default), time, NullLogger.Instance);
        WorkflowPlan<string, string> plan = TestPlan.Of("undone", static (_, _) => new(""), new StepPlan("One") { HeartbeatTimeout = TimeSpan.FromSeconds(10), Compensation = new CompensationPlan("Undo") });
        var start = new StepStart(run, plan, 0, 1, new Dictionary<int, StoredPayload?>());
        using var step = new AttemptPulse(start, heartbeats, serializer, time);
        using var undo = new AttemptPulse(start with { IsUndo = true }, heartbeats, serializer, time);

        step.Beat("of the step", null);
        undo.Beat("of the undo", null);
        time.Advance(TimeSpan.FromSeconds(11));

        (step.IsSilent, undo.IsSilent).ShouldBe((true, false));
        await step.EndAsync(hasResult: false);
        await undo.EndAsync(hasResult: false);
        (await ProgressAsync(run)).ShouldBe("One 1 \"of the step\", One@undo 1 \"of the undo\"");
        await Database.ExecuteAsync("delete from perdure.executions where id = $1", run);
    }

    [Fact]
    public async Task DetailsOfAnEarlierHolderOrAttemptAreNotWrittenOverLaterOnes()
    {
        TestHost host = await StartClientAsync();
        IStepDataStore store = host.Host.Services.GetRequiredService<IStepDataStore>();
        Guid run = Guid.CreateVersion7(), first = Guid.CreateVersion7(), second = Guid.CreateVersion7();
        await Database.ExecuteAsync("insert into perdure.executions (id, workflow, version, status, started_at, finished_at, token) values ($1, 'w', 1, 'RUNNING', now(), null, 1)", run);
        await HoldAsync(first, 1);
        await TellAsync(first, 1, "one");
        await TellAsync(second, 1, "stranger");
        (await ProgressAsync(run)).ShouldBe("One 1 \"one\"");

        await HoldAsync(second, 2);
        await TellAsync(second, 1, "of the next holder");
        await TellAsync(first, 7, "late");
        (await ProgressAsync(run)).ShouldBe("One 1 \"of the next holder\"");

        await TellAsync(second, 2, "two");
        await TellAsync(second, 1, "left behind");
        (await ProgressAsync(run)).ShouldBe("One 2 \"two\"");
        await Database.ExecuteAsync("delete from perdure.executions where id = $1", run);

        Task HoldAsync(Guid holder, int token) => Database.ExecuteAsync("update perdure.executions set holder = $2, token = $3 where id = $1", run, holder, (long)token);
        async Task TellAsync(Guid holder, int attempt, string what) => await store.RecordProgressAsync(holder, [new ProgressWrite(new StepKey(run, "One"), attempt, new StoredPayload($"\"{what}\""))], Token);
    }

    [Fact]
    public async Task DetailsAreEncodedAsEveryPayload()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "secret",
            static async (_, call) =>
            {
                if (call.Context.Attempt == 2) return await call.Context.LastHeartbeatAsync<string>();
                call.Context.Heartbeat("marker");
                throw new IOException("not yet");
            },
            TestPlan.First("One", Twice));
        TestHost host = await StartAsync([plan], null, build: perdure => perdure.EncodePayloadsWith(new AesGcmCodec("k", new Dictionary<string, byte[]> { ["k"] = RandomNumberGenerator.GetBytes(32) })));

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("marker");
        (await Database.ScalarAsync<string>("select codec || ' ' || (details::text like '%marker%') from perdure.step_progress")).ShouldBe("aes-gcm false");
    }

    private Task<string> ProgressAsync(Guid run) => Database.ScalarAsync<string>(
        "select coalesce(string_agg(step_id || ' ' || attempt || ' ' || details::text, ', ' order by step_id, item, round), '') from perdure.step_progress where execution_id = $1", run);
}
