using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows;
using Perdure.Language.Tests.Workflows.Children;
using Shouldly;

namespace Perdure.Language.Tests.Children;

/// <summary>What becomes of children whose parent ends before them.</summary>
public sealed class ParentCloseTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AChildThatIsAbandonedGoesOnAndAnotherOneIsCancelled(bool isKilled)
    {
        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(RunAsync(FailingCampaign.Definition, "tea", isKilled, async run =>
        {
            await Perdure.Tests.Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.executions where parent_id = $1", run.Id) == 2);
            await run.SignalAsync(FailingCampaign.Signals.Reason, "too much", Token);
        }));

        failure.Error.Message.ShouldBe("3 is too much");
        failure.IsCompensated.ShouldBeTrue();
        (await ChildrenAsync()).ShouldBe("Advertise CANCELLED, Announce WAITING");
        await SayAsync("fresh");
        (await ChildrenAsync()).ShouldBe("Advertise CANCELLED, Announce SUCCESS");
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
    }

    [Fact]
    public async Task ATerminatedParentLeavesItAlone()
    {
        using IHost worker = WorkflowHost.Create(Database.ConnectionString, "worker");
        await worker.StartAsync(Token);
        WorkflowHandle<string> run = await worker.Services.GetRequiredService<WorkflowClient>().StartAsync(WaitingCampaign.Definition, "tea", cancellationToken: Token);
        Task<string> ChildrenOfRunAsync() => Database.ScalarAsync<string>("select coalesce(string_agg(parent_step || ' ' || status, ', ' order by parent_step), '') from perdure.executions where parent_id = $1", run.Id);
        await Perdure.Tests.Wait.UntilAsync(async () => await ChildrenOfRunAsync() == "Advertise WAITING, Announce WAITING");

        await run.TerminateAsync(cancellationToken: Token);

        await Perdure.Tests.Wait.UntilAsync(async () => await ChildrenOfRunAsync() == "Advertise CANCELLED, Announce WAITING");
        await worker.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AParentThatIsNotInAHurryWaitsForBoth(bool isKilled) => (await RunAsync(WaitingCampaign.Definition, "tea", isKilled, async run =>
    {
        await Perdure.Tests.Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.executions where parent_id = $1", run.Id) == 2);
        await Database.ExecuteAsync("select perdure.signal(id, 'word', '\"fresh\"') from perdure.executions where parent_id = $1", run.Id);
    })).ShouldBe("tea: fresh, tea: fresh");

    private Task<string> ChildrenAsync() => Database.ScalarAsync<string>("select coalesce(string_agg(parent_step || ' ' || status, ', ' order by parent_step), '') from perdure.executions where parent_id = $1", Run);

    private async Task SayAsync(string word)
    {
        using IHost worker = WorkflowHost.Create(Database.ConnectionString, "worker");
        await worker.StartAsync(Token);
        Guid child = await Database.ScalarAsync<Guid>("select id from perdure.executions where parent_id = $1 and parent_step = 'Announce'", Run);
        WorkflowClient client = worker.Services.GetRequiredService<WorkflowClient>();
        await client.SignalAsync(child, Announcing.Signals.Word, word, Token);
        await Perdure.Tests.Wait.UntilAsync(async () => await Database.ScalarAsync<string>("select status from perdure.executions where id = $1", child) == "SUCCESS");
        await worker.StopAsync(CancellationToken.None);
    }
}
