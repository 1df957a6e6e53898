using System.Collections.Concurrent;
using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>A deadlock or a serialization failure may meet any statement, not only those of a lane: whoever asked asks again.</summary>
public sealed class TransientFailureTests(MigratedServer server) : EngineTest(server)
{
    [Theory]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    public async Task WhatMeetsSomebodyIsAskedAgainAndEveryRunEnds(string sqlState)
    {
        var held = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "met",
            async (_, call) =>
            {
                if (call.Take() == "held") await held.EnterAsync("One", call.CancellationToken);
                return call.Take();
            },
            TestPlan.First("One"));
        var failures = new FailingOnce(sqlState);
        TestHost client = await StartAsync([], options => options.RunWorker = false, services: Behind(failures.Of));
        WorkflowHandle<string> abandoned = await client.Client.StartAsync(plan, "abandoned", cancellationToken: Token);
        await AbandonAsync(plan, client);

        await StartAsync([plan], options => (options.WorkerName, options.Heartbeat) = ("met", TimeSpan.FromMilliseconds(50)), services: Behind(failures.Of));
        WorkflowHandle<string> claimed = await client.Client.StartAsync(plan, "claimed", cancellationToken: Token);
        WorkflowHandle<string> cancelled = await client.Client.StartAsync(plan, "held", cancellationToken: Token);
        await held.WaitForAsync();
        await client.Client.CancelAsync(cancelled.Id, Token);

        (await abandoned.GetResultAsync(Token)).ShouldBe("abandoned");
        (await claimed.GetResultAsync(Token)).ShouldBe("claimed");
        await Should.ThrowAsync<WorkflowCancelledException>(async () => await cancelled.GetResultAsync(Token));
        await Wait.UntilAsync(() => !failures.Left.ContainsKey("heartbeat"));
        failures.Left.Keys.ShouldBeEmpty("each question failed once");
        (await Database.ScalarAsync<long>("select count(*) from perdure.workers where name = 'met' and not dead")).ShouldBe(1);
        (await Database.ScalarAsync<long>("select count(*) from perdure.workers where name = 'met'")).ShouldBe(1, "no incarnation ended for it");
    }

    /// <summary>Leaves the one run that there is, with something recorded, to a worker that is dead.</summary>
    private static async Task AbandonAsync(WorkflowPlan plan, TestHost host)
    {
        IExecutionStore store = ((FailingOnce.Store)host.Store).Inner;
        TestHolder holder = await TestHolder.RegisterAsync(store, "dead", [plan]);
        await holder.CommitAsync((await holder.ClaimOneAsync()).Says());
        await store.DeclareDeadAsync(holder.Id, default);
    }

    /// <summary>The questions of a worker and its clients that have not failed yet.</summary>
    private sealed class FailingOnce(string sqlState)
    {
        public ConcurrentDictionary<string, bool> Left { get; } = new(
            new[] { "start", "claim", "take over", "poll", "inspect", "read mail", "take mail", "heartbeat", "steps" }.Select(question => KeyValuePair.Create(question, true)));

        public Store Of(IExecutionStore inner) => new Store(inner, this);

        private void FailOnce(string question)
        {
            if (Left.TryRemove(question, out _)) throw new PostgresException($"met somebody in '{question}'", "ERROR", "ERROR", sqlState);
        }

        public sealed class Store(IExecutionStore inner, FailingOnce failures) : DelegatingStore(inner)
        {
            public IExecutionStore Inner { get; } = inner;

            public override ValueTask<IReadOnlyList<NewExecution>> StartAsync(IReadOnlyList<NewExecution> runs, CancellationToken cancellationToken) => Failing("start").StartAsync(runs, cancellationToken);

            public override ValueTask<Claim> ClaimAsync(Incarnation worker, ClaimRequest request, CancellationToken cancellationToken) => Failing("claim").ClaimAsync(worker, request, cancellationToken);

            public override ValueTask<IReadOnlyList<ClaimedRun>> TakeOverAsync(Incarnation worker, TakeOverRequest request, int limit, CancellationToken cancellationToken) =>
                Failing("take over").TakeOverAsync(worker, request, limit, cancellationToken);

            public override ValueTask<PollResult> PollAsync(Incarnation worker, PollRequest request, CancellationToken cancellationToken) => Failing("poll").PollAsync(worker, request, cancellationToken);

            public override ValueTask<HolderInspection> InspectHoldersAsync(Guid incarnation, IReadOnlyList<Guid> held, CancellationToken cancellationToken) =>
                Failing("inspect").InspectHoldersAsync(incarnation, held, cancellationToken);

            public override ValueTask<IReadOnlyList<Message>> ReadMailAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) =>
                Failing("read mail").ReadMailAsync(executionIds, cancellationToken);

            public override ValueTask<IReadOnlyList<Message>> TakeMailAsync(Guid executionId, Guid holder, long token, KnownMail known, CancellationToken cancellationToken) =>
                Failing("take mail").TakeMailAsync(executionId, holder, token, known, cancellationToken);

            public override ValueTask<bool> HeartbeatAsync(Guid incarnation, TimeSpan lease, CancellationToken cancellationToken) =>
                Failing("heartbeat").HeartbeatAsync(incarnation, lease, cancellationToken);

            public override ValueTask<ILookup<Guid, StepRow>> ReadStepsAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) =>
                Failing("steps").ReadStepsAsync(executionIds, cancellationToken);

            private IExecutionStore Failing(string question)
            {
                failures.FailOnce(question);
                return Inner;
            }
        }
    }
}
