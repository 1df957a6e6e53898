using System.Diagnostics;
using Perdure.Tests;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Documents.Tests.Scheduled;

/// <summary>The sample NightlyReport: a schedule from its attribute, through the compiler, to a run on PostgreSQL.</summary>
public sealed class NightlyReportTests(PostgresServer server) : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await server.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task WithNowAReportIsMadeAtOnce()
    {
        using Process sample = Start("--now");
        Task<string> output = sample.StandardOutput.ReadToEndAsync();
        string errors = await sample.StandardError.ReadToEndAsync();
        await sample.WaitForExitAsync();

        sample.ExitCode.ShouldBe(0, errors);
        errors.ShouldBeEmpty();
        (await output).ShouldMatch(@"^nightly-report/default is due at \S+ \S+Z; it was last due at no time yet\r?\n\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d: \d+ orders, [\d,]+\.\d\d EUR");
    }

    [Fact]
    public async Task EachNightHasOneReportAlsoTheNightOnWhichTheClocksAreChanged()
    {
        using Process first = Start();
        using Process second = Start();
        try
        {
            await Wait.UntilAsync(async () => await database.ScalarAsync<bool>("select to_regclass('perdure.schedules') is not null"));
            await MoveClockAsync("2026-03-28T12:00:00Z");

            // As if the processes had begun at that time.
            await Wait.UntilAsync(async () => await database.ScalarAsync<bool>("select exists (select from perdure.schedules where next_fire is not null)"));
            await database.ExecuteAsync("update perdure.schedules set since = perdure.now(), next_fire = null");
            foreach (string night in (string[])["2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"])
            {
                await Wait.UntilAsync(async () => await database.ScalarAsync<bool>("select exists (select from perdure.schedules where next_fire = $1::text::timestamptz)", night));
                await MoveClockAsync(night);
            }

            await Wait.UntilAsync(async () => await database.ScalarAsync<long>("select count(*) from perdure.executions where status = 'SUCCESS'") == 2);
        }
        finally
        {
            first.Kill();
            second.Kill();
            await first.WaitForExitAsync();
            await second.WaitForExitAsync();
        }

        (await database.ScalarAsync<string>("select string_agg(output #>> '{}', '; ' order by output #>> '{}') from perdure.executions")).ShouldBe(
            "2026-03-28 to 2026-03-28: 40 orders, 796.00 EUR; 2026-03-29 to 2026-03-29: 40 orders, 796.00 EUR");
        (await database.ScalarAsync<long>("select count(*) from perdure.violations() where rule not in ('no_worker', 'unservable', 'abandoned')")).ShouldBe(0);
    }

    private Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "NightlyReport.dll"), .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["PERDURE_POSTGRES"] = database.ConnectionString },
    })!;

    private Task<int> MoveClockAsync(string to) =>
        database.ExecuteAsync($"create or replace function perdure.now() returns timestamptz language sql stable as 'select timestamptz ''{to}'''");
}
