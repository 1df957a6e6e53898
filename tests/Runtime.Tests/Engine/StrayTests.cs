using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Runs that a live worker holds in the tables without knowing of them: the answer that would have told it was lost with its connection.</summary>
public sealed class StrayTests(MigratedServer server) : EngineTest(server)
{
    /// <summary>What is counted against a run, and by how many acquisitions its worker came to hold it.</summary>
    private const string Account = "select recoveries || ' ' || token from perdure.executions";

    [Fact]
    public async Task ARunWhoseClaimWasCommittedWithoutAnAnswerIsTakenUpByTheWorkerThatHoldsIt()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Gated(gate);
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "x", cancellationToken: Token);

        await StartAsync(plan, static store => new DeafClaimStore(store));
        await gate.WaitForAsync();

        // While its first step runs: a step that settles clears the count.
        (await Database.ScalarAsync<string>(Account)).ShouldBe("0 2", "its own worker did not die of it");
        gate.Open();
        (await run.GetResultAsync(Token)).ShouldBe("x");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0");
        (await Database.ScalarAsync<long>("select count(*) from perdure.workers")).ShouldBe(1, "the worker did not begin anew");
    }

    [Fact]
    public async Task ARunThatWasBornHeldWithoutAnAnswerIsTakenUpByTheWorkerThatHoldsIt()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Gated(gate);
        TestHost host = await StartAsync(plan, static store => new DeafStartStore(store));
        await WarmUpAsync(host);

        await Should.ThrowAsync<NpgsqlException>(async () => await host.Client.StartAsync(plan, "x", cancellationToken: Token));
        await gate.WaitForAsync();

        (await Database.ScalarAsync<string>(Account)).ShouldBe("0 2");
        gate.Open();
        Guid run = await Database.ScalarAsync<Guid>("select id from perdure.executions");
        (await host.Client.GetHandle(plan, run).GetResultAsync(Token)).ShouldBe("x");
        (await EventsAsync(run, "EXECUTION%")).ShouldStartWith("EXECUTION_CREATED, EXECUTION_STARTED");
        (await Database.ScalarAsync<long>("select count(*) from perdure.workers")).ShouldBe(1);
    }

    [Fact]
    public async Task ARunWhoseAnswerIsUnderWayIsNoStray()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Gated(gate);
        LateStartStore? late = null;
        TestHost host = await StartAsync(plan, store => late = new LateStartStore(store));
        await WarmUpAsync(host);

        // It is told of its start when a look at the tables has passed over it.
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();
        int looks = late!.Looks;
        await Wait.UntilAsync(() => late.Looks >= looks + 2);

        (await Database.ScalarAsync<string>(Account)).ShouldBe("0 1", "nobody took it over");
        gate.Open();
        (await run.GetResultAsync(Token)).ShouldBe("x");
    }

    private Task<TestHost> StartAsync(WorkflowPlan plan, Func<IExecutionStore, IExecutionStore> store) => StartAsync([plan], null, services: Behind(store));

    private static WorkflowPlan<string, string> Gated(Gate gate) => TestPlan.Of(
        "stray",
        async (_, call) =>
        {
            await gate.EnterAsync("One", call.CancellationToken);
            return call.Take();
        },
        TestPlan.First("One"));

    /// <summary>Loses the answer to the first claim that took a run.</summary>
    private sealed class DeafClaimStore(IExecutionStore inner) : DelegatingStore(inner)
    {
        private bool lost;

        public override async ValueTask<Claim> ClaimAsync(Incarnation worker, ClaimRequest request, CancellationToken cancellationToken)
        {
            Claim claimed = await base.ClaimAsync(worker, request, cancellationToken);
            if (lost || claimed.Runs.Count == 0) return claimed;
            lost = true;
            throw new NpgsqlException("the connection broke", new IOException("reset"));
        }
    }

    /// <summary>Loses the answer to the first commit that started a run.</summary>
    private sealed class DeafStartStore(IExecutionStore inner) : DelegatingStore(inner)
    {
        private int starts;

        public override async ValueTask<IReadOnlySet<Guid>> CommitAsync(Batch batch, CancellationToken cancellationToken)
        {
            IReadOnlySet<Guid> written = await base.CommitAsync(batch, cancellationToken);
            return batch.Starts.Count == 0 || Interlocked.Increment(ref starts) > 1 ? written : throw new NpgsqlException("the connection broke", new IOException("reset"));
        }
    }

    /// <summary>Answers to a commit that started a run after two looks at what nobody drives, which has to leave that run out.</summary>
    private sealed class LateStartStore(IExecutionStore inner) : DelegatingStore(inner)
    {
        private readonly TaskCompletionSource passedOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool started;
        private int since;
        private int looks;

        public int Looks => Volatile.Read(ref looks);

        public override async ValueTask<IReadOnlySet<Guid>> CommitAsync(Batch batch, CancellationToken cancellationToken)
        {
            IReadOnlySet<Guid> written = await base.CommitAsync(batch, cancellationToken);
            if (batch.Starts.Count == 0) return written;
            Volatile.Write(ref started, true);
            await passedOver.Task.WaitAsync(cancellationToken);
            return written;
        }

        public override async ValueTask<HolderInspection> InspectHoldersAsync(Guid incarnation, IReadOnlyList<Guid> held, CancellationToken cancellationToken)
        {
            HolderInspection found = await base.InspectHoldersAsync(incarnation, held, cancellationToken);
            Interlocked.Increment(ref looks);
            found.Unknown.ShouldBeEmpty("its place is kept before it is in the tables");
            if (Volatile.Read(ref started) && ++since == 2) passedOver.TrySetResult();
            return found;
        }
    }
}
