using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Compensation;
using Shouldly;

namespace Perdure.Language.Tests.Compensation;

/// <summary>Steps that are undone, as users write them.</summary>
public sealed class CompensationTests(MigratedServer server) : LanguageTest(server)
{
    private readonly string log = Path.GetTempFileName();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatWasDoneIsUndoneTheLastFirst(bool isKilled)
    {
        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(RunAsync(OrderSaga.Definition, new Order(log, ["a", "b"]), isKilled));

        failure.IsCompensated.ShouldBeTrue();
        failure.Error.Message.ShouldBe("no truck for c-r2");
        failure.Error.FailedUndos.ShouldBeNull();
        (await LinesAsync()).ShouldBe(["recall nothing since no truck for c-r2", "refund c-r2 of r2", "release r2 Reserve/0/0/undo"]);
        (await UndosAsync()).ShouldBe("Ship 0/0 SUCCESS, Charge 0/0 SUCCESS, Reserve 0/0 SUCCESS");
        (await Database.ScalarAsync<string>("select status from perdure.executions where workflow = 'order-saga'")).ShouldBe("COMPENSATED");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ItemsAndRoundsAreUndoneOneByOne(bool isKilled)
    {
        PackingSaga.Marks.Clear();

        await Should.ThrowAsync<WorkflowFailedException>(RunAsync(PackingSaga.Definition, new Order(log, ["a", "b"]), isKilled));

        (await LinesAsync()).ShouldBe(["unpack b: b of 2", "unpack a: a of 2"]);
        (await UndosAsync()).ShouldBe("Mark 0/2 SUCCESS, Mark 0/1 SUCCESS, Pack 2/0 SUCCESS, Pack 1/0 SUCCESS");
        if (!isKilled) PackingSaga.Marks.ShouldBe(["4 to 3", "3 to 2"]);
    }

    private async Task<string[]> LinesAsync() => [.. (await File.ReadAllLinesAsync(log, Token)).Distinct()];

    private Task<string> UndosAsync() => Database.ScalarAsync<string>(
        "select string_agg(step_id || ' ' || item || '/' || round || ' ' || status, ', ' order by position) from perdure.execution_compensations");
}
