using System.Reflection;
using Perdure.Events;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>What <c>perdure.violations()</c> finds: each rule what it is there for and nothing else, or the tests that end with it would prove nothing.</summary>
public sealed class ViolationsTests(MigratedServer server) : IAsyncLifetime
{
    /// <summary>Lets the holder be dead for an hour, and the other worker be there for longer.</summary>
    private const string HolderIsLongDead =
        """
        update perdure.workers set dead = true, heartbeat_at = clock_timestamp() - interval '61 minutes', expires_at = clock_timestamp() - interval '1 hour' where name = 'holder';
        update perdure.workers set started_at = started_at - interval '1 hour' where name = 'other';
        """;

    /// <summary>Lets there be no row of the holder, and the other worker be there for longer than it takes to notice.</summary>
    private const string HolderIsGone =
        """
        delete from perdure.workers where name = 'holder';
        update perdure.workers set started_at = started_at - interval '1 hour' where name = 'other';
        """;

    private const string HeldIsToBeCancelled = "insert into perdure.messages (execution_id, kind) values ({held}, 'CANCEL');";

    /// <summary>With a snapshot that counts it, and no attempt whose events would be missed.</summary>
    private const string AStepOfASuccessFailed =
        """
        insert into perdure.execution_steps (execution_id, step_id, status, attempt, error, started_at, finished_at) values ({ends}, 'Three', 'FAILED', 0, '{"message":"broken"}', now(), now());
        update perdure.execution_journal set state = replace(replace(state::text, '"failed":0', '"failed":1'), '"steps":2', '"steps":3')::json where execution_id = {ends};
        """;

    /// <summary>A free run whose step waits for a signal, without end.</summary>
    private const string WaitsForASignal = "update perdure.execution_steps set waits_for = 'signal approved', due_at = null where execution_id = {waits}; delete from perdure.ready where execution_id = {waits};";

    /// <summary>Of an attempt that was never started.</summary>
    private const string AnItem =
        "insert into perdure.stream_items (execution_id, position, item, round, attempt, created_at, undo, step_id, value) values ({held}, 1, 0, 0, 7, now(), false, 'One', 'null');";

    private const string AllAreDead = "update perdure.workers set dead = true, heartbeat_at = clock_timestamp() - interval '61 minutes', expires_at = clock_timestamp() - interval '1 hour'";

    private Scene scene = null!;

    public async ValueTask InitializeAsync() => scene = await Scene.CreateAsync(server);

    public ValueTask DisposeAsync() => scene.DisposeAsync();

    [Fact]
    public async Task AHealthyDatabaseWithRunsOfAllKindsHasNone()
    {
        (await scene.ViolationsAsync()).ShouldBeEmpty();
        (await scene.ViolationsAsync(allRuns: false)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("delete from perdure.ready where execution_id = {waits}", "stranded waits")]
    [InlineData("update perdure.execution_steps set waits_for = 'its items', due_at = null where execution_id = {waits}; delete from perdure.ready where execution_id = {waits}", "stranded waits")]
    [InlineData("update perdure.execution_steps set waits_for = 'signal approved' where execution_id = {waits}; delete from perdure.ready where execution_id = {waits}", "stranded waits")]
    [InlineData(WaitsForASignal + """insert into perdure.messages (execution_id, kind, payload) values ({waits}, 'SIGNAL', '{"name":"approved"}')""", "unread waits")]
    [InlineData("""insert into perdure.messages (execution_id, kind, payload) values ({ends}, 'SIGNAL', '{"name":"approved"}')""", "unread ends")]
    [InlineData(HolderIsLongDead, "abandoned held")]
    [InlineData(HolderIsGone, "abandoned held")]
    [InlineData("update perdure.workers set plans = '{}' where not dead", "unservable pending", "unservable waits")]
    [InlineData("update perdure.workers set queues = '{other}' where not dead", "unservable pending", "unservable waits")]
    [InlineData(AllAreDead, "no_worker")]
    [InlineData("insert into perdure.ready (execution_id, queue, plan, rank, due) values ({held}, 'default', 'scene@1', 0, now() - interval '1 hour')", "unheard held")]
    [InlineData("insert into perdure.messages (execution_id, kind) values ({ends}, 'CANCEL')", "unread ends")]
    [InlineData(HolderIsLongDead + HeldIsToBeCancelled, "abandoned held", "unread held")]
    [InlineData(HolderIsGone + HeldIsToBeCancelled, "abandoned held", "unread held")]
    [InlineData("update perdure.ready set queue = 'elsewhere' where execution_id = {waits}", "wake_row waits")]
    [InlineData("update perdure.ready set plan = 'scene@2' where execution_id = {waits}", "wake_row waits")]
    [InlineData("update perdure.ready set rank = rank + 20000 where execution_id = {waits}", "wake_row waits")]
    [InlineData("delete from perdure.executions where id = {ends}", "orphan ends")]
    [InlineData("delete from perdure.executions where id = {waits}", "orphan waits")]
    [InlineData("update perdure.execution_journal set seq = seq + 1 where execution_id = {held}", "numbering held")]
    [InlineData("update perdure.execution_journal set seq = seq - 1 where execution_id = {held}", "numbering held")]
    [InlineData("update perdure.executions set status = 'CANCELLED', output = null where id = {ends}", "ending ends")]
    [InlineData("""update perdure.execution_journal set events = replace(events::text, 'EXECUTION_STARTED', 'EXECUTION_FAILED')::json where execution_id = {ends}""", "ending ends")]
    [InlineData("""update perdure.execution_journal set events = replace(events::text, 'EXECUTION_STARTED', 'EXECUTION_COMPLETED')::json where execution_id = {held}""", "ending held")]
    [InlineData("""update perdure.execution_journal set events = replace(events::text, '"STEP_COMPLETED","step":"One"', '"STEP_FAILED","step":"One"')::json where execution_id = {ends}""", "result ends")]
    [InlineData("""update perdure.execution_journal set events = replace(events::text, '{"type":"EXECUTION_STARTED"}', '{"type":"STEP_COMPLETED","step":"One","attempt":1}')::json where execution_id = {ends}""", "before_start ends", "result ends")]
    [InlineData("""update perdure.execution_journal set events = replace(events::text, '{"type":"EXECUTION_STARTED"}', '{"type":"STEP_STARTED","step":"One","attempt":1}')::json where execution_id = {held}""", "attempts held")]
    [InlineData("update perdure.execution_steps set attempt = 2 where execution_id = {held}", "attempts held")]
    [InlineData("""update perdure.execution_journal set events = replace(events::text, '"STEP_FAILED","step":"Two","attempt":1', '"STEP_FAILED","step":"Two","attempt":2')::json where execution_id = {fails}""", "before_start fails")]
    [InlineData("insert into perdure.execution_steps (execution_id, step_id, status, attempt, holder) values ({cancelled}, 'Two', 'RUNNING', 0, gen_random_uuid())", "unsettled cancelled")]
    [InlineData(AStepOfASuccessFailed, "unsettled ends")]
    [InlineData("""update perdure.execution_journal set events = replace(events::text, 'EXECUTION_STARTED', 'EXECUTION_BEGUN')::json where execution_id = {held}""", "event_type held")]
    [InlineData("""update perdure.execution_journal set events = replace(events::text, '"type":"EXECUTION_STARTED"', '"kind":"EXECUTION_STARTED"')::json where execution_id = {held}""", "event_type held")]
    [InlineData("""update perdure.execution_journal set state = replace(state::text, '"succeeded":2', '"succeeded":1')::json where execution_id = {ends}""", "snapshot ends")]
    [InlineData("""update perdure.execution_journal set state = replace(state::text, '"waiting":1', '"waiting":0')::json where execution_id = {waits}""", "snapshot waits")]
    [InlineData("""update perdure.execution_journal set state = replace(state::text, '"settled_through":0', '"settled_through":1')::json where execution_id = {held}""", "snapshot held")]
    [InlineData("insert into perdure.stream_heads (execution_id, holder, last, token, batch) values ({held}, gen_random_uuid(), 1, 1, 1)", "stream held")]
    [InlineData(AnItem + "insert into perdure.stream_heads (execution_id, holder, last, token, batch) values ({held}, gen_random_uuid(), 2, 1, 1)", "stream held")]
    [InlineData(AnItem + "insert into perdure.stream_heads (execution_id, holder, last, token, batch) values ({held}, gen_random_uuid(), 1, 1, 1)", "stream held")]
    [InlineData("update perdure.execution_journal set batch = batch + 1 where execution_id = {held}", "lane")]
    [InlineData("delete from perdure.lanes", "lane")]
    public async Task EachRuleFindsWhatItIsThereFor(string sabotage, params string[] expected)
    {
        await scene.BreakAsync(sabotage);

        (await scene.ViolationsAsync()).ShouldBe(expected);
    }

    [Theory]
    [InlineData(HolderIsLongDead, "abandoned held")]
    [InlineData(AllAreDead, "no_worker")]
    [InlineData("update perdure.ready set queue = 'elsewhere' where execution_id = {waits}", "wake_row waits")]
    [InlineData("insert into perdure.messages (execution_id, kind) values ({ends}, 'CANCEL')", "unread ends")]
    [InlineData("update perdure.execution_journal set seq = seq + 1 where execution_id = {held}", "numbering held")]
    [InlineData("update perdure.execution_steps set attempt = 2 where execution_id = {held}", "attempts held")]
    public async Task ACheapLookFindsWhatIsWrongWithRunsThatAreUnderWay(string sabotage, string expected)
    {
        await scene.BreakAsync(sabotage);

        (await scene.ViolationsAsync(allRuns: false)).ShouldBe([expected]);
    }

    [Theory]
    [InlineData("delete from perdure.ready where execution_id = {waits}")]
    [InlineData("update perdure.executions set status = 'CANCELLED', output = null where id = {ends}")]
    [InlineData("delete from perdure.executions where id = {ends}")]
    [InlineData("delete from perdure.lanes")]
    public async Task ACheapLookDoesNotSeeWhatItsCommentSays(string sabotage)
    {
        await scene.BreakAsync(sabotage);

        (await scene.ViolationsAsync(allRuns: false)).ShouldBeEmpty();
        (await scene.ViolationsAsync()).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("""insert into perdure.messages (execution_id, kind, payload) values ({waits}, 'SIGNAL', '{"name":"another"}')""")]
    public async Task ARunThatWaitsForASignalThatHasNotComeIsNoBreach(string kept)
    {
        await scene.BreakAsync(WaitsForASignal + kept);

        (await scene.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task AMessageToARunThatIsHeldOrWillBeClaimedIsNoBreach()
    {
        await scene.BreakAsync(HeldIsToBeCancelled);
        await scene.BreakAsync("insert into perdure.messages (execution_id, kind) values ({waits}, 'CANCEL')");

        (await scene.ViolationsAsync()).ShouldBeEmpty("its holder reads it when it hears of it, or whoever claims it does");
    }

    [Theory]
    [InlineData("update perdure.workers set dead = true, heartbeat_at = clock_timestamp() - interval '2 minutes', expires_at = clock_timestamp() - interval '1 minute' where name = 'holder'")]
    [InlineData("update perdure.workers set dead = true, heartbeat_at = clock_timestamp() - interval '61 minutes', expires_at = clock_timestamp() - interval '1 hour' where name = 'holder'")]
    public async Task ARunOfADeadWorkerIsNotAbandonedBeforeAnotherHadTheTimeToTakeItOver(string death)
    {
        await scene.BreakAsync(death);

        (await scene.ViolationsAsync()).ShouldBeEmpty("its lease has just ended, or whoever could take it over has just begun");
    }

    [Fact]
    public async Task ASuspectIsNotAbandonedWhileTheWorkersThatCouldTakeItHaveOne()
    {
        await scene.BreakAsync(HolderIsLongDead);
        await scene.BreakAsync("update perdure.executions set recoveries = 2 where id = {held}");
        (await scene.ViolationsAsync()).ShouldBe(["abandoned held"]);

        await scene.BreakAsync(
            """
            delete from perdure.ready where execution_id = {pending};
            update perdure.executions set status = 'RUNNING', started_at = now(), token = 1, recoveries = 3, holder = (select incarnation from perdure.workers where name = 'other') where id = {pending};
            """);

        (await scene.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatRetentionTookAwayIsNoGap()
    {
        await scene.Database.ExecuteAsync("update perdure.executions set created_at = created_at - interval '1 day', finished_at = finished_at - interval '1 day' where finished_at is not null");

        (await scene.Database.ScalarAsync<int>("select perdure.delete_finished(now() - interval '1 hour')")).ShouldBe(3);

        (await scene.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task AGapInWhatWasWrittenAfterTheLastDeletionIsOne()
    {
        await scene.Database.ExecuteAsync("delete from perdure.executions where id = $1", scene.Runs["ends"]);
        await scene.BreakAsync("update perdure.execution_journal set batch = batch + 1 where execution_id = {held}");
        (await scene.ViolationsAsync()).ShouldBeEmpty("it may be what was deleted");

        await scene.BreakAsync(
            """
            update perdure.lanes set opened_at = now() + interval '1 minute' where id = (select lane from perdure.execution_journal where execution_id = {held});
            update perdure.execution_journal set created_at = now() + interval '2 minutes' where execution_id = {held};
            """);

        (await scene.ViolationsAsync()).ShouldBe(["lane"]);
    }

    [Fact]
    public async Task LanesThatWentWithTheirDeadWorkersAreNotMissed()
    {
        await scene.Database.ExecuteAsync("update perdure.workers set heartbeat_at = heartbeat_at - interval '2 days' where dead");
        (await scene.Database.ScalarAsync<int>("select perdure.delete_dead_workers()")).ShouldBe(0, "what was written through its lanes is still there");

        (await scene.Database.ExecuteAsync("delete from perdure.workers where dead")).ShouldBe(1, "by hand");

        (await scene.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task ADeletionThatIsRolledBackHidesNothingForLong()
    {
        await scene.Database.ExecuteAsync("begin; delete from perdure.executions; rollback");

        (await scene.Database.ScalarAsync<bool>("select is_called and to_timestamp(last_value / 1000000.0) < clock_timestamp() + interval '2 seconds' from perdure.last_deletion")).ShouldBeTrue();
        (await scene.ViolationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public void EveryTypeOfEventThatIsWrittenIsKnown()
    {
        string known = SourceTree.Read("db/migrations/0005_create_violations.sql");

        typeof(EventTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)
            .Where(type => !known.Contains($"'{type}'", StringComparison.Ordinal)).ShouldBeEmpty("a later migration has to replace perdure.violations(), and this test to read it");
    }
}
