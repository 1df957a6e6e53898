using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Parts;
using Shouldly;

namespace Perdure.Language.Tests.Parts;

/// <summary>Items of several collections side by side, as users write it.</summary>
public sealed class ZipTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EachItemTakesItsOwnOfEachCollection(bool isKilled)
    {
        string result = await RunAsync(Comparison.Definition, "a bad ccc", isKilled);

        result.ShouldBe("a: a=A 1/9aaaaaaaa, bad: bad=nothing 0/9b, ccc: ccc=CCC 3/9cc");
        if (!isKilled) (await RowsAsync()).ShouldContain("Compare 0/0 SUCCESS 1, Compare 1/0 SUCCESS 1, Compare 2/0 SUCCESS 2, Compare 3/0 SUCCESS 1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnUndoTakesItsItemOfEach(bool isKilled)
    {
        foreach ((string[] leaves, string expected) in new[] { (new[] { "ab", "cd" }, "ab=AB, cd=CD"), (["ab", "cd", "ef"], "ab=a, cd=c, ef=e") })
        {
            var failure = await Should.ThrowAsync<WorkflowFailedException>(RunAsync(UndoneComparison.Definition, leaves, isKilled));

            failure.Error.Message.ShouldBe(expected);
            failure.IsCompensated.ShouldBeTrue();
            (await Database.ScalarAsync<long>("select count(*) from perdure.execution_compensations where execution_id = $1 and status = 'SUCCESS'", Run)).ShouldBe(leaves.Length);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatIsSharedDependsOnAllThatAnItemTakes(bool isKilled)
    {
        string[] first = await RunAsync(SharedComparison.Definition, new Naming(["ann", "bob"], "Dr"), isKilled: false);
        string[] other = await RunAsync(SharedComparison.Definition, new Naming(["ann", "bob"], "Mx"), isKilled);

        other.Select(name => name[..11]).ShouldBe(["ann: Mx ann", "bob: Mx bob"]);
        (await RunAsync(SharedComparison.Definition, new Naming(["bob", "ann"], "Dr"), isKilled: false)).ShouldBe([first[1], first[0]]);
    }
}
