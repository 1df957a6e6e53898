using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Children;
using Shouldly;

namespace Perdure.Language.Tests.Children;

/// <summary>Child workflows as users write them.</summary>
public sealed class ChildTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AStepsResultIsThatOfItsChild(bool isKilled)
    {
        string result = await RunAsync(Fulfilment.Definition, new Order("pen", 2), isKilled);

        result.ShouldBe("[3xPEN], sent [2xpen]");
        (await CountAsync("workflow = 'packing' and status = 'SUCCESS'")).ShouldBe(2);
        (await CountAsync("true")).ShouldBe(4, "each child was started once");
        (await TreeAsync()).ShouldBe($"0 fulfilment  SUCCESS, 1 packing PackMore SUCCESS, 1 shipping Ship SUCCESS, 1 {Sweeping.Definition.Name} Sweep SUCCESS, 2 packing Pack SUCCESS");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AMappedStepRunsAChildForEachItem(bool isKilled)
    {
        Parcel[] result = await RunAsync(PackingOfEach.Definition, [new Order("a", 1), new Order("b", 2), new Order("c", 3)], isKilled);

        result.ShouldBe([new Parcel("[1xa]"), new Parcel("[2xb]"), new Parcel("[3xc]")]);
        (await CountAsync("parent_step = 'Pack' and parent_item between 1 and 3 and parent_round = 0")).ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ALoopRunsAChildForEachRound(bool isKilled)
    {
        (await RunAsync(Growing.Definition, 0, isKilled)).ShouldBe(7);

        (await CountAsync($"workflow = '{Growth.Definition.Name}' and parent_step = 'Grow' and parent_round between 1 and 3")).ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AWorkflowUnderAConditionIsItsOwnChild(bool isKilled)
    {
        (await RunAsync(Countdown.Definition, 3, isKilled)).ShouldBe(4);

        (await CountAsync("true")).ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFailedChildOfAnItemIsTolerated(bool isKilled) =>
        (await RunAsync(TolerantPacking.Definition, [new Order("a", 1), new Order("b", 0), new Order("c", 3)], isKilled)).ShouldBe(2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFailureTravelsUp(bool isKilled)
    {
        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(RunAsync(Shipping.Definition, new Order("pen", 0), isKilled))).Error;

        Guid child = await Database.ScalarAsync<Guid>("select id from perdure.executions where parent_id is not null");
        error.Step.ShouldBe("Pack");
        error.Message.ShouldBe($"Child {child} of step 'Pack' failed: 'pen' is out of stock");
        error.Inner!.Type.ShouldBe(typeof(OutOfStockException).FullName);
        error.Inner.Step.ShouldBe("Fetch");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFailedChildIsFollowedByAnother(bool isKilled)
    {
        await Should.ThrowAsync<WorkflowFailedException>(RunAsync(StubbornPacking.Definition, new Order("pen", 0), isKilled));

        (await CountAsync("parent_step = 'Pack' and status = 'FAILED'")).ShouldBe(2);
    }

    private Task<long> CountAsync(string where) => Database.ScalarAsync<long>($"select count(*) from perdure.executions where parent_id is not null and {where}");

    private Task<string> TreeAsync() => Database.ScalarAsync<string>(
        """
        select string_agg(concat_ws(' ', t.depth, t.workflow, coalesce(t.parent_step, ''), t.status), ', ' order by t.depth, t.workflow, t.parent_step)
        from perdure.execution_tree($1) t
        """,
        Run);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatAChildDidIsUndoneBeforeWhatItsParentDid(bool isKilled)
    {
        string log = Path.GetTempFileName();

        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(RunAsync(TravelSaga.Definition, new Journey(log), isKilled));

        failure.IsCompensated.ShouldBeTrue();
        failure.Error.Message.ShouldBe("no car for p1");
        string[] lines = await File.ReadAllLinesAsync(log, Token);
        lines.Distinct().ShouldBe(["hold", "release", "cancel flight"]);
        Array.LastIndexOf(lines, "release").ShouldBeLessThan(Array.IndexOf(lines, "cancel flight"));
        (await CountAsync("parent_step = 'FindHotel'")).ShouldBe(1, "what is undone is not looked for again");
        (await StatesAsync()).ShouldContain("FindHotel 0/0 CANCELLED");
        if (!isKilled) (await RowsAsync()).ShouldContain("FindHotel 0/0 CANCELLED 1");
    }
}
