using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.ItemConditions;
using Shouldly;

namespace Perdure.Language.Tests.ItemConditions;

/// <summary>Conditions of single items as users write them.</summary>
public sealed class ItemConditionTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatOneStepTakesAnotherLeaves(bool isKilled)
    {
        (await RunAsync(Coins.Definition, [1, 2, 3, 4, 5], isKilled)).ShouldBe("1 2 3 4 5");
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where execution_id = $1 and item > 0 and status = 'SKIPPED' and attempt = 0 and output is null", Run)).ShouldBe(5);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_events where execution_id = $1 and event_type = 'PREDICATE_EVALUATED'", Run)).ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AlsoWhereTheOtherTakesThemSideBySide(bool isKilled)
    {
        (await RunAsync(LabelledCoins.Definition, [1, 2, 3, 4, 5], isKilled)).ShouldBe("1 2 3 4 5");
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_events where execution_id = $1 and event_type = 'PREDICATE_EVALUATED'", Run)).ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhereAllItemsAreSkippedTheStepHasSucceeded(bool isKilled)
    {
        (await RunAsync(NoCoins.Definition, [1, 2, 3], isKilled)).ShouldBe(3);
        (await StatesAsync()).ShouldBe("Count 0/0 SUCCESS, Keep 0/0 SUCCESS, Keep 1/0 SKIPPED, Keep 2/0 SKIPPED, Keep 3/0 SKIPPED");
        if (!isKilled) (await RowsAsync()).ShouldBe("Count 0/0 SUCCESS 1, Keep 0/0 SUCCESS 1, Keep 1/0 SKIPPED 0, Keep 2/0 SKIPPED 0, Keep 3/0 SKIPPED 0");
    }

    [Fact]
    public async Task OneCheckpointTellsOfNoMoreThanSoManySkips()
    {
        (await RunAsync(NoCoins.Definition, [.. Enumerable.Range(1, 2_500)], isKilled: false)).ShouldBe(2_500);
        (await Database.ScalarAsync<int>("select max(json_array_length(events)) from perdure.execution_journal where execution_id = $1", Run)).ShouldBeLessThan(1_200);
    }

    [Theory]
    [InlineData("abcdef abc abcdefg ab", "abc - abc - badly begun", false)]
    [InlineData("ab abcdefghi", "- abc well begun", true)]
    public async Task APredicateIsAskedForItemsAtOneStepAndOnceARunAtAnother(string text, string result, bool isKilled) => (await RunAsync(ShortenWords.Definition, text, isKilled)).ShouldBe(result);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task APredicateTakesWhatItsStepTakesSideBySide(bool isKilled) => (await RunAsync(CompareWords.Definition, ["abc", "ab", "abcd"], isKilled)).ShouldBe("same ab:- abcd:abc");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NothingOfASkippedItemIsUndone(bool isKilled)
    {
        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(RunAsync(ReserveWords.Definition, ["a", "x1", "flaky", "x2"], isKilled));

        failure.Error.Message.ShouldBe("2 are reserved");
        failure.IsCompensated.ShouldBeTrue();
        (await Database.ScalarAsync<string>("select string_agg(item::text, ' ' order by item) from perdure.execution_compensations where execution_id = $1", Run)).ShouldBe("1 3");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NothingIsLookedForInThePlaceOfASkippedItem(bool isKilled)
    {
        for (var run = 0; run < 2; run++) (await RunAsync(CacheWords.Definition, ["a", "?", "b"], isKilled && run == 0)).ShouldBe("A ? B");
        (await RowsAsync()).ShouldContain("Translate 2/0 SKIPPED 0");

        // What a worker recorded that died in that moment is kept for nobody.
        if (!isKilled) (await RowsAsync()).ShouldContain("Translate 1/0 SUCCESS 0, Translate 2/0 SKIPPED 0, Translate 3/0 SUCCESS 0");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ASkippedItemHasNoChild(bool isKilled)
    {
        (await RunAsync(SendWords.Definition, [new Word("a"), new Word("bc"), new Word("d"), new Word("ef")], isKilled)).ShouldBe("- bc is sent - ef is sent");
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions where parent_id = $1", Run)).ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnItemOfWhichThePredicateFailsHasFailed(bool isKilled)
    {
        (await RunAsync(ParseWords.Definition, ["1", "2", "three", "4"], isKilled)).ShouldBe("- 2 - 4");
        (await StatesAsync()).ShouldContain("Parse 1/0 SKIPPED, Parse 2/0 SUCCESS, Parse 3/0 FAILED, Parse 4/0 SUCCESS");
        if (!isKilled) (await RowsAsync()).ShouldContain("Parse 1/0 SKIPPED 0, Parse 2/0 SUCCESS 1, Parse 3/0 FAILED 0, Parse 4/0 SUCCESS 1");
        (await Database.ScalarAsync<string>("select error ->> 'message' from perdure.execution_steps where execution_id = $1 and item = 3", Run)).ShouldStartWith("Predicate 'IsEven' threw at item 3 of step 'Parse': ");
    }

    [Fact]
    public async Task MoreOfThemThanAreToleratedFailTheRun() =>
        (await Should.ThrowAsync<WorkflowFailedException>(RunAsync(ParseWords.Definition, ["one", "2", "three"], isKilled: false))).Error.Message.ShouldStartWith("2 of 3 items of step 'Parse' failed");
}
