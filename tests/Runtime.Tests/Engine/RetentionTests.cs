using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Perdure.Runtime.Tests.Protocol;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>A host deletes finished runs by the ages in <see cref="PerdureOptions.Retention"/>, and nothing where none is set.</summary>
public sealed class RetentionTests(MigratedServer server) : EngineTest(server)
{
    private static readonly WorkflowPlan<string, string> Plan = TestPlan.Of(
        "kept", static (_, call) => call.Take() == "bad" ? throw new InvalidOperationException("bad") : new(call.Take()), TestPlan.First("One"));

    [Fact]
    public async Task EachStatusIsKeptForAnAgeOfItsOwnAndOneWithoutAnAgeForEver()
    {
        TestHost maker = await StartAsync(Plan);
        Guid oldSuccess = await EndedAsync(maker, "good", days: 8);
        Guid youngSuccess = await EndedAsync(maker, "good", days: 6);
        Guid oldFailure = await EndedAsync(maker, "bad", days: 91);
        Guid youngFailure = await EndedAsync(maker, "bad", days: 8);
        Guid cancelled = await CancelledAsync(maker, days: 1_000);

        await StartAsync([], options =>
        {
            options.RunWorker = false;
            (options.Retention.Succeeded, options.Retention.Failed) = (TimeSpan.FromDays(7), TimeSpan.FromDays(90));
        });

        // Failures come after successes, so all that is to go is gone with the old one.
        await GoneAsync(oldFailure);
        (await RunsAsync()).ShouldBe([youngSuccess, youngFailure, cancelled], ignoreOrder: true, $"{oldSuccess} was old enough too");
    }

    [Fact]
    public async Task WhereNoAgeIsSetNothingDeletes()
    {
        TestHost host = await StartAsync(Plan);

        host.Host.Services.GetServices<IHostedService>().ShouldAllBe(service => service.GetType() != typeof(Retention));
    }

    [Fact]
    public async Task ItLooksAgainAMinuteLater()
    {
        TestHost maker = await StartAsync(Plan);
        Guid first = await EndedAsync(maker, "good", days: 2);
        await using PerdureDatabase pools = PostgresStoreUnderTest.Pools(Database.ConnectionString);
        var time = new SteppedTime();
        var options = new PerdureOptions();
        options.Retention.Succeeded = TimeSpan.FromDays(1);
        using var retention = new Retention(new PostgresExecutionStore(pools, time), new PostgresStepDataStore(pools), options, time, NullLogger<Retention>.Instance);
        await retention.StartAsync(Token);
        await PausesAsync();
        (await RunsAsync()).ShouldNotContain(first);
        Guid second = await EndedAsync(maker, "good", days: 2);

        time.Advance(TimeSpan.FromMinutes(1));

        await GoneAsync(second);
        await retention.StopAsync(Token);

        async Task PausesAsync() => await Wait.UntilAsync(() => Task.FromResult(time.Timers > 0), description: "the retention pauses");
    }

    [Fact]
    public async Task OneHostAtATimeDeletes()
    {
        TestHost maker = await StartAsync(Plan);
        Guid run = await EndedAsync(maker, "good", days: 2);
        IExecutionStore store = maker.Host.Services.GetRequiredService<IExecutionStore>();
        await using NpgsqlConnection another = await Database.OpenAsync();
        await another.ExecuteAsync("begin");
        (await another.ScalarAsync<int>(SqlText.Get("delete_finished").Replace("$1", "'FAILED'").Replace("$2", "0").Replace("$3", "1"))).ShouldBe(0, "no run failed");

        (await store.DeleteFinishedAsync(ExecutionStatus.Success, TimeSpan.FromDays(1), 100, Token)).ShouldBe(0);
        await another.ExecuteAsync("rollback");
        (await store.DeleteFinishedAsync(ExecutionStatus.Success, TimeSpan.FromDays(1), 100, Token)).ShouldBe(1);

        (await RunsAsync()).ShouldNotContain(run);
    }

    [Fact]
    public async Task AHostThatMayNotDeleteSaysSoAndDoesEverythingElse()
    {
        await Database.ExecuteAsync("drop function perdure.delete_finished");
        const int notDeleted = 801;
        var said = new LogSignal(notDeleted);

        TestHost host = await StartAsync([Plan], options => options.Retention.Cancelled = TimeSpan.Zero, services: services => services.AddLogging(logging => logging.AddProvider(said)));

        await said.Logged.WaitAsync(Token);
        (await (await host.Client.StartAsync(Plan, "good", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("good");
        host.Host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested.ShouldBeFalse();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(40_000)]
    public async Task AnAgeThatMeansNothingIsRefused(int days) =>
        (await Should.ThrowAsync<PerdureConfigurationException>(() => StartAsync([Plan], options => options.Retention.Failed = TimeSpan.FromDays(days)))).Message
            .ShouldBe("PerdureOptions.Retention, for FAILED, is not between zero and a hundred years");

    private async Task<Guid> EndedAsync(TestHost host, string input, int days)
    {
        WorkflowHandle<string> run = await host.Client.StartAsync(Plan, input, cancellationToken: Token);
        await host.Client.WaitAsync(run.Id, Token);
        return await AgeAsync(run.Id, days);
    }

    private async Task<Guid> CancelledAsync(TestHost host, int days)
    {
        WorkflowHandle<string> run = await host.Client.StartAsync(Plan, "good", new StartOptions { Queue = "elsewhere" }, Token);
        (await host.Client.CancelAsync(run.Id, Token)).ShouldBeTrue();
        TestHost there = await StartAsync([Plan], options => options.Queues.Add("elsewhere"));
        (await host.Client.WaitAsync(run.Id, Token)).Status.ShouldBe(ExecutionStatus.Cancelled);
        await StopAsync(there);
        return await AgeAsync(run.Id, days);
    }

    private async Task<Guid> AgeAsync(Guid run, int days)
    {
        await Database.ExecuteAsync(
            "update perdure.executions set created_at = created_at - make_interval(days => $2), started_at = started_at - make_interval(days => $2), finished_at = finished_at - make_interval(days => $2) where id = $1", run, days);
        return run;
    }

    private async Task GoneAsync(Guid run) => await Wait.UntilAsync(async () => !(await RunsAsync()).Contains(run), description: $"execution {run} is deleted");

    private async Task<IReadOnlyList<Guid>> RunsAsync()
    {
        await using NpgsqlConnection session = await Database.OpenAsync();
        return await session.ColumnAsync<Guid>("select id from perdure.executions");
    }
}
