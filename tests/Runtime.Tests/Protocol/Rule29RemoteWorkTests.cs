using System.Runtime.CompilerServices;
using Perdure.Runtime.Tests.Agents;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>Where remote work is found is committed before more of it is read; what is asked stands in its row until all is answered.</summary>
public sealed class Rule29RemoteWorkTests(MigratedServer server) : RemoteAgentTest(server)
{
    [Fact]
    public async Task NothingMoreIsReadBeforeItIsCommittedWhereTheWorkIs()
    {
        var agent = new CountingRemote();
        GatedStore? store = null;
        WorkflowPlan<string, string> plan = TestPlan.Of("counting", static async (_, call) => await call.InvokeAgentAsync<CountingAgent, string, string>(call.Take()), Declared());
        TestHost host = await StartAsync(
            [plan],
            null,
            [new AgentDefinition<CountingAgent, string, string>("wire", TestPlan.Text, TestPlan.Text, _ => new CountingAgent(agent))],
            Behind(inner => store = new GatedStore(inner) { Holds = static batch => batch.Checkpoints.Any(static checkpoint => checkpoint.Agents.Any(static row => row.Work.Handle is not null)) }));

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await store!.HeldAsync();

        agent.Asked.ShouldBe(1, "the next event is asked for behind the commit");
        (await Database.ScalarAsync<string>("select status || ' ' || attempt from perdure.execution_steps")).ShouldBe("RUNNING 1", "the start is told of before");
        store.Open();
        (await run.GetResultAsync(Token)).ShouldBe("done");
        agent.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task WhoeverTakesARunUpThatWaitsForAnAnswerFindsWhatIsAskedAndTheTraceGoesWithTheTurn()
    {
        await using var side = new RemoteSide(static turn => turn.Turn == 0 ? ["ask q1 One", "ask q2 Two", "interrupted"] : [$"completed {string.Join(',', turn.Answers)}"]);
        WorkflowPlan<string, string> plan = Plan("handed-on", Asking());
        TestHost first = await StartRemoteAsync(plan);
        using System.Diagnostics.Activity trace = new System.Diagnostics.Activity("test").Start();
        WorkflowHandle<string> run = await AskAsync(first, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");
        await run.SignalAsync(Approve, true, Token);
        await Wait.UntilAsync(async () => await Database.ScalarAsync<int>("select answered from perdure.agent_work") == 1);
        await WaitForStatusAsync(run.Id, "WAITING");
        await StopAsync(first);

        TestHost next = await StartRemoteAsync(plan);
        await next.Client.SignalAsync(run.Id, Approve, false, Token);

        (await next.Client.GetHandle(plan, run.Id).GetResultAsync(Token)).ShouldBe("true,false");
        side.Turns.ShouldAllBe(turn => turn.Trace.StartsWith($"00-{trace.TraceId}-", StringComparison.Ordinal));
        side.Turns.Select(turn => turn.Operation).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task WhereRowAndStepDisagreeThatIsABreach()
    {
        await using var side = new RemoteSide(static turn => turn.Turn == 0 ? ["ask q1 One", "interrupted"] : ["completed done"]);
        WorkflowPlan<string, string> plan = Plan("disagrees", Asking());
        TestHost host = await StartRemoteAsync(plan);
        WorkflowHandle<string> run = await AskAsync(host, plan, side);
        await WaitForStatusAsync(run.Id, "WAITING");

        await Database.ExecuteAsync("update perdure.agent_work set status = 'ENDED'");
        (await Database.ScalarAsync<string>("select rule || ': ' || detail from perdure.violations()")).ShouldBe("agent: The agent of step 'Ask' is ENDED, and the step is WAITING, waiting for signal approve");
        await Database.ExecuteAsync("update perdure.agent_work set status = 'ASKING'");

        await run.SignalAsync(Approve, true, Token);
        (await run.GetResultAsync(Token)).ShouldBe("done");
    }

    [Fact]
    public async Task RemoteWorkIsDeletedWithItsRun()
    {
        await using var side = new RemoteSide(static _ => ["completed done"]);
        WorkflowPlan<string, string> plan = Plan("deleted", Declared());
        TestHost host = await StartRemoteAsync(plan);
        await (await AskAsync(host, plan, side)).GetResultAsync(Token);
        await StopAsync(host);

        (await Database.ScalarAsync<int>("select perdure.delete_finished(now() + interval '1 hour')")).ShouldBe(1);

        (await Database.ScalarAsync<long>("select count(*) from perdure.agent_work")).ShouldBe(0);
    }

    private sealed class CountingAgent(CountingRemote remote) : RemoteAgent<string, string>("wire", remote);

    /// <summary>Counts how often an event is asked for.</summary>
    private sealed class CountingRemote : IRemoteAgent<string, string>
    {
        private int asked;

        public int Asked => Volatile.Read(ref asked);

        public AgentAbilities Abilities => AgentAbilities.None;

        public async IAsyncEnumerable<AgentEvent<string>> RunAsync(AgentRequest<string> request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            Interlocked.Increment(ref asked);
            yield return new AgentEvent<string>.Started(new AgentHandle("counting", "one", request.Id.Turn));
            Interlocked.Increment(ref asked);
            yield return new AgentEvent<string>.Completed("done");
        }

        public ValueTask<bool> StopAsync(AgentHandle handle, CancellationToken cancellationToken) => new(false);

        public string? Check(AgentInterrupt interrupt, string value) => null;
    }
}
