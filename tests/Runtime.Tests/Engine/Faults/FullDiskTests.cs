using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>A server that cannot write for a while: its disk is full, or fails. No checkpoint is refused for it, and no step is repeated.</summary>
public sealed class FullDiskTests(MigratedServer server) : EngineTest(server)
{
    private const int Runs = 40;

    private readonly Gate entered = new();

    [Theory]
    [InlineData("53100")]
    [InlineData("58030")]
    public async Task RunsWaitUntilTheServerCanWriteAgainAndThenAllSucceedAtTheirFirstAttempt(string sqlState)
    {
        await Database.ExecuteAsync(Refuse(sqlState));
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "disk",
            (step, call) =>
            {
                entered.Note($"{call.Context.ExecutionId} {call.Context.StepId}");
                return new(call.Take(step - 1));
            },
            TestPlan.First("One"),
            TestPlan.Then("Two", 0),
            new StepPlan("Three") { Inputs = [new StepInput("from", 1)], Level = 2, Output = TestPlan.Text, NotIdempotent = true });
        TestHost client = await StartClientAsync();
        WorkflowHandle<string>[] runs = await Task.WhenAll(Enumerable.Range(0, Runs).Select(async run => await client.Client.StartAsync(plan, $"{run}", cancellationToken: Token)));

        await StartAsync(plan);
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select last_value from refused") >= 30);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps")).ShouldBe(0);
        await Database.ExecuteAsync("drop trigger refuse on perdure.execution_steps");

        for (var run = 0; run < Runs; run++) (await runs[run].GetResultAsync(Token)).ShouldBe($"{run}");
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where status = 'SUCCESS' and attempt = 1 and failures = 0")).ShouldBe(3 * Runs);
        entered.Entered.Count.ShouldBe(3 * Runs, "nothing is done again for it");
        entered.Entered.Distinct().Count().ShouldBe(3 * Runs);
    }

    /// <summary>Every checkpoint with a step fails; a sequence counts, since no rollback takes its numbers back.</summary>
    private static string Refuse(string sqlState) => $"""
        create sequence refused;
        create function refuse() returns trigger language plpgsql as $$
          begin perform nextval('refused'); raise exception 'could not write' using errcode = '{sqlState}'; end $$;
        create trigger refuse before insert or update on perdure.execution_steps for each statement execute function refuse();
        """;
}
