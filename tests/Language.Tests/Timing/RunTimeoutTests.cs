using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Timing;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Language.Tests.Timing;

/// <summary>The time of a whole run, as users write it.</summary>
public sealed class RunTimeoutTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ARunWhoseTimeIsOverFailsAndIsUndone(bool isKilled)
    {
        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(RunAsync(Hurried.Definition, "three", isKilled, _ => RunOutAsync()));

        failure.IsCompensated.ShouldBeTrue();
        failure.Error.Type.ShouldBe(typeof(TimeoutException).FullName);
        (await RowsAsync()).ShouldEndWith("Confirm 0/0 CANCELLED 0");
        (await Database.ScalarAsync<string>("select string_agg(step_id || ' ' || status, ', ') from perdure.execution_compensations")).ShouldBe("Book SUCCESS");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AChildWhoseTimeIsOverFailsItsStep(bool isKilled)
    {
        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(RunAsync(HurriedParent.Definition, "three", isKilled, _ => RunOutAsync()))).Error;

        error.Step.ShouldBe("Ask");
        error.Inner.ShouldNotBeNull().Type.ShouldBe(typeof(TimeoutException).FullName);
    }

    /// <summary>Lets the time of the run be over, as if it had passed, once it waits. Whoever took it up before that knows its old time, and parks it anew.</summary>
    private async Task RunOutAsync()
    {
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where step_id = 'Confirm' and waits_for = 'signal never'") == 1);
        await Wait.UntilAsync(async () =>
        {
            await Database.ExecuteAsync("update perdure.executions set ends_by = perdure.now() where workflow = 'hurried' and finished_at is null");
            await Database.ExecuteAsync("update perdure.ready r set due = perdure.now(), rank = perdure.rank(perdure.now(), 0) from perdure.executions e where e.id = r.execution_id and e.workflow = 'hurried'");
            return await Database.ScalarAsync<long>("select count(*) from perdure.executions where workflow = 'hurried' and finished_at is not null") == 1;
        });
    }
}
