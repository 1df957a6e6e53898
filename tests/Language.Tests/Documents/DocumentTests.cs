using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Documents;
using Shouldly;

namespace Perdure.Language.Tests.Documents;

/// <summary>Workflows that are documents, as users write them.</summary>
public sealed class DocumentTests(MigratedServer server) : LanguageTest(server)
{
    private static readonly Part[] Parts = [new("door", 30, IsBroken: true), new("glass", 10, IsBroken: false), new("roof", 160, IsBroken: false)];

    /// <summary>A worker dies at each commit of runs of some twenty steps.</summary>
    protected override TimeSpan LongestTest => TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(200, "as is", "<paid C-1 by us> [60, 20, 320] [C-1: door for 30, -, C-1: roof for 160] 0.1 mind as is", false)]
    [InlineData(5, null, "<refused C-1 by us> [60, 20, 320] [C-1: door for 30, -, C-1: roof for 160] 0.1 fine", false)]
    [InlineData(200, null, "<paid C-1 by us> [60, 20, 320] [C-1: door for 30, -, C-1: roof for 160] 0.1 fine", true)]
    public async Task ADocumentRunsAsAClassDoes(int limit, string? remark, string letter, bool isKilled)
    {
        (await RunAsync(ClaimHandling.Definition, new Claim("C-1", limit, remark, Parts), isKilled)).ShouldBe(letter);
        (await Database.ScalarAsync<string>("select value from perdure.execution_tags where name = 'claim' and execution_id = $1", Run)).ShouldBe("mind C-1");
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions where workflow = 'part-pricing'")).ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ADocumentWaitsForASignal(bool isKilled)
    {
        string letter = await RunAsync(ClaimHandling.Definition, new Claim("C-2", 30, null, Parts), isKilled, async run =>
            (await run.SignalAsync(ClaimHandling.Signals.Consent, new Consent("ann", IsGiven: true), Token)).ShouldBeTrue());

        letter.ShouldStartWith("<agreed C-2 by ann>");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EverythingElseOfADocumentRunsAsWell(bool isKilled)
    {
        (await RunAsync(ClaimArchive.Definition, new Claim("C-3", 200, null, Parts), isKilled)).ShouldBe("[60, 20, -] 0.1 mind C-3");
        (await Database.ScalarAsync<string>("select string_agg(step_id, ', ' order by step_id) from perdure.execution_steps where execution_id = $1 and status = 'SKIPPED'", Run)).ShouldBe("Price, Skipped");
    }
}
