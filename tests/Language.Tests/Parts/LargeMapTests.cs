using System.Globalization;
using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Parts;
using Shouldly;

namespace Perdure.Language.Tests.Parts;

/// <summary>A long map costs per item what a short one does. <c>PERDURE_MAP_ITEMS</c> makes it longer.</summary>
public sealed class LargeMapTests(MigratedServer server) : LanguageTest(server)
{
    private static readonly int Items = int.TryParse(Environment.GetEnvironmentVariable("PERDURE_MAP_ITEMS"), CultureInfo.InvariantCulture, out int items) ? items : 20_000;

    protected override TimeSpan LongestTest => base.LongestTest + TimeSpan.FromMilliseconds(20 * Items);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ManyItemsComeToTheirSum(bool isKilled) => (await RunAsync(LargeMap.Definition, 300, isKilled)).ShouldBe(300L * 301);

    [Fact]
    public async Task NeitherMemoryNorRowsGrowWithTheItemsThatAreDone()
    {
        long early = 0, late = 0;
        LargeMapProbe.Reached = number =>
        {
            if (number == Items / 10) early = GC.GetTotalMemory(forceFullCollection: true);
            if (number == Items * 9 / 10) late = GC.GetTotalMemory(forceFullCollection: true);
        };
        try
        {
            (await RunAsync(LargeMap.Definition, Items, isKilled: false)).ShouldBe((long)Items * (Items + 1));
        }
        finally
        {
            LargeMapProbe.Reached = null;
        }

        long widest = await Database.ScalarAsync<long>(
            """
            select greatest(
              (select max(pg_column_size(s)) from perdure.execution_state s),
              (select max(pg_column_size(s)) from perdure.execution_steps s where s.step_id <> 'Count'),
              (select max(pg_column_size(e)) from perdure.execution_events e))::bigint
            """);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Items} items: {early / 1024} KB, later {late / 1024} KB; widest row {widest} bytes");
        widest.ShouldBeLessThan(2_000);
        (late - early).ShouldBeLessThan(4 << 20, "what an item leaves in memory goes with it");
    }
}
