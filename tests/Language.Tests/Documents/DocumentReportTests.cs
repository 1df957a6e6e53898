using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows;
using Perdure.Language.Tests.Workflows.Agents;
using Perdure.Language.Tests.Workflows.Documents;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Language.Tests.Documents;

/// <summary>A document that the calendar starts, and whose agent asks somebody back.</summary>
public sealed class DocumentReportTests(MigratedServer server) : LanguageTest(server)
{
    private static readonly DateTimeOffset NewYear = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnAgentAsksAndSomebodyAnswers(bool isKilled)
    {
        await Database.ExecuteAsync(Desks.Table);

        Article report = await RunAsync(ClaimReport.Definition, new ScheduledTime(NewYear, NewYear, Previous: null), isKilled, async run =>
            (await run.SignalAsync(ClaimReport.Signals.ReportAgreed, new Approval("ann"), Token)).ShouldBeTrue());

        report.Text.ShouldBe("claims of 2026 by a printer, as ann said");
        (await Database.ScalarAsync<string>("select string_agg(distinct step_id || ' ' || (payload ->> 'key'), ', ') from perdure.execution_events where event_type = 'STEP_WAITING' and payload ->> 'key' is not null"))
            .ShouldBe("Print claims of 2026");
    }

    [Fact]
    public async Task EachScheduleOfItStartsIt()
    {
        await Database.ExecuteAsync(Desks.Table);
        using IHost worker = WorkflowHost.Create(Database.ConnectionString, "worker");
        await worker.StartAsync(Token);
        ScheduleClient schedules = worker.Services.GetRequiredService<ScheduleClient>();
        await Wait.UntilAsync(() => Database.ScalarAsync<bool>("select count(*) = 4 from perdure.schedules where workflow = 'claim-report'"));
        (await schedules.ListAsync(Token)).Select(schedule => schedule.Id).Where(id => id.StartsWith("claim-report/", StringComparison.Ordinal))
            .ShouldBe(["claim-report/default", "claim-report/spring", "claim-report/summer", "claim-report/autumn"], ignoreOrder: true);

        WorkflowHandle<Article> run = await schedules.TriggerAsync(ClaimReport.Definition, "spring", Token);
        await run.SignalAsync(ClaimReport.Signals.ReportAgreed, new Approval("bob"), Token);

        (await run.GetResultAsync(Token)).Text.ShouldEndWith("by a printer, as bob said");
        await worker.StopAsync(CancellationToken.None);
    }
}
