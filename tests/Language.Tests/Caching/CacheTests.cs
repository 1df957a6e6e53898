using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Caching;
using Shouldly;

namespace Perdure.Language.Tests.Caching;

/// <summary>Results that runs share, as users write it.</summary>
public sealed class CacheTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheSameInputGivesTheResultOfAnotherRun(bool isKilled)
    {
        string first = await RunAsync(Appraise.Definition, new Good("tea"), isKilled: false);

        (await RunAsync(Appraise.Definition, new Good("tea"), isKilled)).ShouldBe(first);
        (await RunAsync(Appraise.Definition, new Good("milk"), isKilled)).ShouldStartWith("milk");
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where step_id = 'Ask' and attempt = 0")).ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EachItemOfAMapIsLookedForByItself(bool isKilled)
    {
        Quote[] first = await RunAsync(AppraiseAll.Definition, [new Good("a"), new Good("b"), new Good("c")], isKilled);

        Quote[] second = await RunAsync(AppraiseAll.Definition, [new Good("c"), new Good("d"), new Good("a"), new Good("b"), new Good("e")], isKilled);

        second.Select(quote => quote.Name).ShouldBe(["c", "d", "a", "b", "e"]);
        if (!isKilled) second.Where(quote => first.Contains(quote)).Select(quote => quote.Name).ShouldBe(["c", "a", "b"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ASignalIsAPartOfTheInput(bool isKilled)
    {
        Task<Quote> JudgeAsync(string verdict, bool kills) => RunAsync(Judge.Definition, new Good("tea"), kills, run => run.SignalAsync(Judge.Signals.Verdict, verdict, Token).AsTask());
        Quote good = await JudgeAsync("good", kills: false);

        (await JudgeAsync("bad", isKilled)).Name.ShouldBe("tea is bad");
        (await JudgeAsync("good", isKilled)).ShouldBe(good);
        (await RunAsync(Judge.Definition, new Good("milk"), isKilled, run => run.SignalAsync(Judge.Signals.Verdict, "good", Token).AsTask())).Name.ShouldBe("milk is good");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ALoopIsLookedForAsAWhole(bool isKilled)
    {
        Quote first = await RunAsync(Haggle.Definition, new Quote("tea", Guid.Empty), isKilled: false);

        (await RunAsync(Haggle.Definition, new Quote("tea", Guid.Empty), isKilled)).ShouldBe(first);
        (await RunAsync(Haggle.Definition, new Quote("tea!", Guid.Empty), isKilled)).ShouldNotBe(first);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatAnAgentSaidIsSharedByTheWorkflowsThatSaySo(bool isKilled)
    {
        // A worker that dies before a result is kept shares nothing: this one lives.
        Quote bought = await RunAsync(BuyByAgent.Definition, new Good("tea"), isKilled: false);

        (await RunAsync(SellByAgent.Definition, new Good("tea"), isKilled)).ShouldBe(bought);
        (await RunAsync(SellAnew.Definition, new Good("tea"), isKilled)).ShouldNotBe(bought);
        (await RunAsync(BuyByAgent.Definition, new Good("tea"), isKilled)).ShouldBe(bought);
    }
}
