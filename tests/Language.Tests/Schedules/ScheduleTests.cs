using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows;
using Perdure.Language.Tests.Workflows.Schedules;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Language.Tests.Schedules;

/// <summary>Schedules as users write them.</summary>
public sealed class ScheduleTests(MigratedServer server) : LanguageTest(server)
{
    private static readonly DateTimeOffset Monday = new(2026, 6, 1, 9, 0, 0, TimeSpan.FromHours(2));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ARunKnowsWhichInstantItIsFor(bool isKilled) =>
        (await RunAsync(SecondReport.Definition, new ScheduledTime(Monday, Monday.AddMinutes(1), Previous: null), isKilled)).ShouldBe(Monday);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AWorkflowWithSchedulesIsStartedByHandAsWell(bool isKilled) => (await RunAsync(YearReport.Definition, isKilled)).ShouldBe(7);

    [Fact]
    public async Task AWorkerRunsItAtEachInstant()
    {
        using IHost worker = WorkflowHost.Create(Database.ConnectionString, "worker");
        await worker.StartAsync(Token);
        await Wait.UntilAsync(() => Database.ScalarAsync<bool>("select count(*) >= 2 from perdure.executions where workflow = 'second-report' and status = 'SUCCESS'"));
        (await worker.Services.GetRequiredService<ScheduleClient>().ListAsync(Token)).Select(schedule => schedule.Id).Where(id => !id.StartsWith("claim-", StringComparison.Ordinal)).ShouldBe(
            ["second-report/default", "year-report/half-time", "year-report/new-year"], ignoreOrder: true);

        WorkflowHandle<int> now = await worker.Services.GetRequiredService<ScheduleClient>().TriggerAsync(YearReport.Definition, "new-year", Token);
        (await now.GetResultAsync(Token)).ShouldBe(7);
        await worker.StopAsync(CancellationToken.None);

        (await Database.ScalarAsync<bool>("select count(distinct output::text) = count(*) from perdure.executions where workflow = 'second-report' and status = 'SUCCESS'")).ShouldBeTrue("each instant is run once");
    }
}
