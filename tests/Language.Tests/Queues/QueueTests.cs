using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Queues;
using Shouldly;

namespace Perdure.Language.Tests.Queues;

/// <summary>Steps on queues as users write them.</summary>
public sealed class QueueTests(MigratedServer server) : LanguageTest(server)
{
    private static readonly RenderOrder Order = new([new Scene("acme", "one"), new Scene("acme", "flaky"), new Scene("lux", "two")], 7, Guid.Parse("0b0b0b0b-0000-4000-8000-000000000001"), RenderSize.Large);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ItemsAgentsAndStepsOfCodeTakeSlotsAndGiveThemBack(bool isKilled)
    {
        (await RunAsync(Rendering.Definition, Order, isKilled)).ShouldBe("ONE: acme/one acme/flaky lux/two");

        (await Database.ScalarAsync<long>("select (select count(*) from perdure.queue_slots) + (select count(*) from perdure.queue_waiters)")).ShouldBe(0);
        (await Database.ScalarAsync<string>("select string_agg(concat_ws(' ', name, concurrency, key_concurrency, rate, burst), ', ' order by name) from perdure.queues where name in ('gpu', 'model')")).ShouldBe("gpu 2 1 1, model 100 4");
        (await Database.ScalarAsync<string>(
            "select string_agg(distinct payload ->> 'key', ' ' order by payload ->> 'key') from perdure.execution_events where execution_id = $1 and event_type = 'STEP_WAITING'", Run)).ShouldBe("acme lux");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AKeyIsATextANumberAGuidOrAnEnumAndEachRoundTakesASlot(bool isKilled)
    {
        (await RunAsync(QueueKeyKinds.Definition, Order, isKilled)).ShouldBe(12);

        (await Database.ScalarAsync<string>(
            "select string_agg(distinct concat_ws(' ', step_id, payload ->> 'key'), ', ') from perdure.execution_events where execution_id = $1 and event_type = 'STEP_WAITING'", Run))
            .ShouldBe($"Count 7, Double Large, Grow {Order.Id}");
    }
}
