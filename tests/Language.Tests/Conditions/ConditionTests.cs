using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Conditions;
using Shouldly;

namespace Perdure.Language.Tests.Conditions;

/// <summary>Conditions as users write them.</summary>
public sealed class ConditionTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData("good!", "thanks for good! (not kept)", false)]
    [InlineData("why?", "as to why? (not kept)", false)]
    [InlineData("it is broken", "sorry for it is broken (kept)", false)]
    [InlineData("it is good!", "thanks for it is good! (kept)", true)]
    public async Task OneArmRunsAndTheOthersAreSkipped(string letter, string answer, bool isKilled)
    {
        (await RunAsync(Triage.Definition, letter, isKilled)).ShouldBe(answer);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where status = 'SKIPPED'")).ShouldBe(3);
    }

    [Fact]
    public async Task APredicateThatHasFailedIsNotAskedAgainByWhoeverTakesTheRunOver()
    {
        string file = Path.Combine(Path.GetTempPath(), $"{Guid.CreateVersion7()}");

        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(RunAsync(Doubtful.Definition, new Doubt(file), isSeen: async () =>
        {
            await Perdure.Tests.Wait.UntilAsync(
                async () => await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where step_id = 'Later' and status = 'CANCELLED'") == 1, TimeSpan.FromMinutes(1));
            await File.WriteAllTextAsync(file, "", Token);
        }));

        failure.Error.Message.ShouldContain("away");
        (await RowsAsync()).ShouldBe("Later 0/0 CANCELLED 0, Work 0/0 CANCELLED 1");
    }
}
