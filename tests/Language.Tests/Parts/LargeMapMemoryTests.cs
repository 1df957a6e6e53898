using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Parts;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Language.Tests.Parts;

/// <summary>A long map costs per item what a short one does. <c>PERDURE_MAP_ITEMS</c> makes it longer.</summary>
/// <remarks>By themselves: what is measured is the memory of the process, in which other tests compile.</remarks>
[Collection(nameof(LargeMapMemoryTests))]
[CollectionDefinition(nameof(LargeMapMemoryTests), DisableParallelization = true)]
public sealed class LargeMapMemoryTests(MigratedServer server) : LanguageTest(server)
{
    private static readonly int Items = TestSize.Of("PERDURE_MAP_ITEMS", 20_000);

    protected override TimeSpan LongestTest => base.LongestTest + TimeSpan.FromMilliseconds(20 * Items);

    [Fact]
    public Task NeitherMemoryNorRowsGrowWithTheItemsThatAreDone() => MeasureAsync(LargeMap.Definition, Items, (long)Items * (Items + 1));

    [Fact]
    public Task NorDoTheyWhereTwoCollectionsAreTakenSideBySide() => MeasureAsync(LargeZip.Definition, Items / 2, (long)(Items / 2) * (Items / 2 + 1) * 3 / 2);

    [Fact]
    public Task NorDoTheyWhereEachItemIsAskedAbout() => MeasureAsync(LargeChosenMap.Definition, Items, (long)(Items / 2) * (Items / 2 + 1) * 2);

    private async Task MeasureAsync(WorkflowPlan<int, long> plan, int items, long expected)
    {
        long early = 0, late = 0;
        LargeMapProbe.Reached = number =>
        {
            if (number == items / 10) early = GC.GetTotalMemory(forceFullCollection: true);
            if (number == items * 9 / 10) late = GC.GetTotalMemory(forceFullCollection: true);
        };
        try
        {
            (await RunAsync(plan, items, isKilled: false)).ShouldBe(expected);
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
        TestContext.Current.TestOutputHelper?.WriteLine($"{items} items: {early / 1024} KB, later {late / 1024} KB; widest row {widest} bytes");
        widest.ShouldBeLessThan(2_000);
        (late - early).ShouldBeLessThan(4 << 20, "what an item leaves in memory goes with it");
    }
}
