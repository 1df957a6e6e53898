using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Compensation;
using Shouldly;

namespace Perdure.Language.Tests.Compensation;

/// <summary>A map of children that does not come to its end.</summary>
public sealed class FanOutTests(MigratedServer server) : LanguageTest(server)
{
    private static readonly string[] Topics = ["one", "two", "three", "four"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AllItsChildrenAreUndoneBeforeWhatCameBeforeThem(bool isKilled)
    {
        await Should.ThrowAsync<WorkflowCancelledException>(RunAsync(FanOut.Definition, Topics, isKilled, async run =>
        {
            await Perdure.Tests.Wait.UntilAsync(() => Database.ScalarAsync<bool>("select count(*) = 4 from perdure.execution_steps where step_id = 'Hear' and status = 'WAITING'"));
            await run.CancelAsync(Token);
        }));

        (await Database.ScalarAsync<string>("select string_agg(step_id || ' ' || item || ' ' || status, ', ' order by item) from perdure.execution_steps where execution_id = $1 and step_id = 'SayEach'", Run)).ShouldBe(
            "SayEach 0 CANCELLED, SayEach 1 CANCELLED, SayEach 2 CANCELLED, SayEach 3 CANCELLED, SayEach 4 CANCELLED");
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_compensations where undo = 'Unsay' and status = 'SUCCESS'")).ShouldBe(4);
        (await Database.ScalarAsync<bool>(
            "select (select started_at from perdure.execution_compensations where undo = 'Unbook') >= (select max(finished_at) from perdure.execution_compensations where undo = 'Unsay')")).ShouldBeTrue("what came last is undone first");
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions where finished_at is null and workflow in ('fan-out', 'saying')")).ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OneThatComesToItsEndIsNotUndone(bool isKilled)
    {
        (await RunAsync(FanOut.Definition, Topics, isKilled, async _ =>
        {
            await Perdure.Tests.Wait.UntilAsync(() => Database.ScalarAsync<bool>("select count(*) = 4 from perdure.executions where workflow = 'saying'"));
            await Database.ExecuteAsync("select perdure.signal(id, 'word', '\"yes\"') from perdure.executions where workflow = 'saying'");
        })).ShouldBe(4);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_compensations")).ShouldBe(0);
    }
}
