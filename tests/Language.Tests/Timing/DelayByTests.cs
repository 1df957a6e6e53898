using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Timing;
using Shouldly;

namespace Perdure.Language.Tests.Timing;

/// <summary>Waits that data decides on, as users write them.</summary>
public sealed class DelayByTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StepsWaitForAsLongAsTheirDataSays(bool isKilled)
    {
        var at = new DateTimeOffset(await Database.ScalarAsync<DateTime>("select perdure.now() + interval '2 seconds'"), TimeSpan.Zero);

        (await RunAsync(RemindOfAppointment.Definition, new Appointment(at, 300), isKilled)).ShouldBe("see you, how was it!");

        (await Database.ScalarAsync<bool>("select min(started_at) >= $1 from perdure.execution_steps where step_id = 'Remind'", at.UtcDateTime)).ShouldBeTrue();
        (await Database.ScalarAsync<string>("select string_agg(step_id, ', ' order by seq) from perdure.execution_events where event_type = 'STEP_WAITING'")).ShouldBe("Remind, Ask");
    }
}
