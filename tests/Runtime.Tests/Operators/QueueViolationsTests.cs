using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>What <c>perdure.violations()</c> finds of queues, and what it lets be.</summary>
public sealed class QueueViolationsTests(MigratedServer server) : IAsyncLifetime
{
    /// <summary>A free run whose step waits for a queue.</summary>
    private const string WaitsForAQueue = "update perdure.execution_steps set waits_for = 'queue gpu', due_at = null where execution_id = {waits} and status = 'WAITING'; delete from perdure.ready where execution_id = {waits};";

    private const string InLine = "insert into perdure.queue_waiters (execution_id, step_id, queue, turn, rank) select execution_id, step_id, 'gpu', 0, 0 from perdure.execution_steps where execution_id = {waits} and status = 'WAITING';";

    private const string HasASlot = "insert into perdure.queue_slots (execution_id, step_id, queue) select execution_id, step_id, 'gpu' from perdure.execution_steps where execution_id = {waits} and status = 'WAITING';";

    private const string IsTold =
        """
        insert into perdure.messages (execution_id, kind, payload) select execution_id, 'SLOT_GRANTED', json_build_object('step', step_id, 'item', 0, 'round', 0) from perdure.execution_steps where execution_id = {waits} and status = 'WAITING';
        insert into perdure.ready (execution_id, queue, plan, rank, due) values ({waits}, 'default', 'scene@1', 0, now());
        """;

    private const string Declared = "insert into perdure.queues (name, concurrency) values ('gpu', 1);";

    private Scene scene = null!;

    public async ValueTask InitializeAsync() => scene = await Scene.CreateAsync(server);

    public ValueTask DisposeAsync() => scene.DisposeAsync();

    [Theory]
    [InlineData(Declared + WaitsForAQueue + InLine)]
    [InlineData(Declared + WaitsForAQueue + HasASlot + IsTold)]
    [InlineData(Declared + WaitsForAQueue, "queue waits", "stranded waits")]
    [InlineData(Declared + WaitsForAQueue + HasASlot, "queue waits", "stranded waits")]
    [InlineData(Declared + InLine, "queue waits")]
    [InlineData(Declared + HasASlot, "queue waits")]
    [InlineData(WaitsForAQueue + InLine, "queue waits")]
    [InlineData(Declared + "insert into perdure.queue_waiters (execution_id, step_id, queue, turn, rank) values ({ends}, 'One', 'gpu', 0, 0)", "queue ends")]
    [InlineData(Declared + "insert into perdure.queue_slots (execution_id, step_id, queue) values ({fails}, 'One', 'gpu')", "queue fails")]
    [InlineData(Declared + "insert into perdure.queue_slots (execution_id, step_id, queue) values ({held}, 'Nine', 'gpu')", "queue held")]
    public async Task EachBreachIsFoundAndNothingElse(string sabotage, params string[] found)
    {
        await scene.BreakAsync(sabotage);

        (await scene.ViolationsAsync()).ShouldBe(found);
    }

    [Fact]
    public async Task TheCheapLookFindsARunInALine()
    {
        await scene.BreakAsync(Declared + WaitsForAQueue + InLine);
        (await scene.ViolationsAsync(allRuns: false)).ShouldBeEmpty();
        await scene.BreakAsync("update perdure.execution_journal set batch = batch, state = replace(state::text, '\"waiting\":1', '\"waiting\":0')::json where execution_id = {waits}");

        (await scene.ViolationsAsync(allRuns: false)).ShouldBe(["snapshot waits"]);
    }
}
