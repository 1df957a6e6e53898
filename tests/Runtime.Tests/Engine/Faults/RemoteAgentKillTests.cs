using Perdure.Runtime.Tests.Agents;
using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>Workers that are killed while a remote agent is at work for them: whoever takes the run over finds the work, and none is paid for twice.</summary>
public sealed class RemoteAgentKillTests(MigratedServer server) : FaultTest(server)
{
    private const double Long = 60;

    private static readonly SignalDefinition<bool> Approve = new("approve", PayloadType.Of<bool>());

    [Fact]
    public async Task KilledWhenTheTurnIsSentAndNobodyHasSaidSoItIsFoundByItsId()
    {
        await using var side = new RemoteSide(static _ => ["quiet", "hold sent", "started", "completed done"]);
        WorkflowHandle<string> run = await StartRemoteAsync(side);
        await KillAsync(() => side.WaitUntilHeldAsync("sent"));

        (await WorkAsync(run.Id)).ShouldBe("");
        await using var next = WorkerProcess.Start(Database.ConnectionString, "killed", Long);
        await Wait.UntilAsync(() => side.Log.Contains("again"));
        side.Release("sent");

        (await run.GetResultAsync(Token)).ShouldBe("done");
        side.Started.ShouldBe(1);
        (await StepsAsync(run.Id)).ShouldBe("Ask SUCCESS 2/0");
    }

    [Fact]
    public async Task KilledOnceItIsKnownWhereTheWorkIsItIsReadOn()
    {
        await using var side = new RemoteSide(static _ => ["hold known", "completed done"]);
        WorkflowHandle<string> run = await StartRemoteAsync(side);
        await KillAsync(() => Wait.UntilAsync(async () => await WorkAsync(run.Id) == "AT_WORK 1/0 run-1"));

        await GoesOnAsync(side, run, "known");
    }

    [Fact]
    public async Task KilledInTheMidstOfTheStreamItIsReadOnAndTheAttemptsCanBeToldApart()
    {
        await using var side = new RemoteSide(static _ => ["delta he", "hold mid", "delta llo", "completed done"]);
        WorkflowHandle<string> run = await StartRemoteAsync(side);
        await KillAsync(() => Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.stream_items") == 1));

        await GoesOnAsync(side, run, "mid");
        (await Database.ScalarAsync<string>("select string_agg(attempt || (value ->> 'text'), ' ' order by position) from perdure.stream_items")).ShouldBe("1he 2he 2llo");
    }

    [Fact]
    public async Task KilledWhileAnAnswerIsWaitedForNothingIsLost()
    {
        await using RemoteSide side = Approving();
        WorkflowHandle<string> run = await StartRemoteAsync(side);
        await KillAsync(() => WaitForStatusAsync(run.Id, "WAITING"));

        await using var next = WorkerProcess.Start(Database.ConnectionString, "killed", Long);
        await run.SignalAsync(Approve, true, Token);

        (await run.GetResultAsync(Token)).ShouldBe("told true");
        side.Log.ShouldBe(["start 1/0", "start 1/1"]);
        (await StepsAsync(run.Id)).ShouldBe("Ask SUCCESS 1/0");
    }

    [Fact]
    public async Task KilledBetweenTheAnswerAndItsSendingItIsSentOnce()
    {
        await using RemoteSide side = Approving();
        WorkflowHandle<string> run = await StartRemoteAsync(side);
        await KillAsync(() => WaitForStatusAsync(run.Id, "WAITING"));
        await run.SignalAsync(Approve, true, Token);
        await KillAsync(WaitUntilPausedAsync, pause: $"commit answered, not acted on|1|{Folder}");

        (await WorkAsync(run.Id)).ShouldBe("AT_WORK 1/1 run-1");
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
        side.Started.ShouldBe(1);
        await using var next = WorkerProcess.Start(Database.ConnectionString, "killed", Long);

        (await run.GetResultAsync(Token)).ShouldBe("told true");
        side.Log.ShouldBe(["start 1/0", "start 1/1"]);
    }

    [Fact]
    public async Task KilledWhenTheAnswerIsSentItIsFoundByItsIdAndNotSentAgain()
    {
        await using RemoteSide side = Approving("quiet", "hold sent", "started");
        WorkflowHandle<string> run = await StartRemoteAsync(side);
        await KillAsync(async () =>
        {
            await WaitForStatusAsync(run.Id, "WAITING");
            await run.SignalAsync(Approve, true, Token);
            await side.WaitUntilHeldAsync("sent");
        });

        await using var next = WorkerProcess.Start(Database.ConnectionString, "killed", Long);
        await Wait.UntilAsync(() => side.Log.Contains("again"));
        side.Release("sent");

        (await run.GetResultAsync(Token)).ShouldBe("told true");
        side.Started.ShouldBe(2, "one a turn");
    }

    private static RemoteSide Approving(params string[] before) => new(turn => turn.Turn == 0 ? ["ask q1 Publish%3F", "interrupted"] : [.. before, $"completed told%20{turn.Answers[0]}"]);

    private async Task<WorkflowHandle<string>> StartRemoteAsync(RemoteSide side)
    {
        TestHost client = await StartClientAsync();
        return await client.Client.StartAsync(WirePlans.Remote, $"{side.Port}|text", cancellationToken: Token);
    }

    private async Task KillAsync(Func<Task> when, string? pause = null)
    {
        await using var killed = WorkerProcess.Start(Database.ConnectionString, "killed", Long, pause: pause);
        await when();
        await killed.KillAsync();
    }

    private async Task GoesOnAsync(RemoteSide side, WorkflowHandle<string> run, string held)
    {
        await using var next = WorkerProcess.Start(Database.ConnectionString, "killed", Long);
        await Wait.UntilAsync(() => side.Log.Contains("read"));
        side.Release(held);
        (await run.GetResultAsync(Token)).ShouldBe("done");
        side.Started.ShouldBe(1);
    }

    private Task<string> WorkAsync(Guid run) =>
        Database.ScalarAsync<string>("select coalesce(string_agg(status || ' ' || try || '/' || turn || coalesce(' ' || remote_run, ''), ', '), '') from perdure.agent_work where execution_id = $1", run);
}
