using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Waiting;
using Shouldly;

namespace Perdure.Language.Tests.Waiting;

/// <summary>Signals of repeated steps, as users write and send them.</summary>
public sealed class ConversationTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EachRoundTakesASignal(bool isKilled)
    {
        string result = await RunAsync(Conversation.Definition, "hi", isKilled, async run =>
        {
            foreach (string said in new[] { "how", "are", "you", "bye" }) (await run.SignalAsync(Conversation.Signals.Said, said, Token)).ShouldBeTrue();
        });

        result.ShouldBe("hi how are you bye, hi.18.18.18");
        (await Database.ScalarAsync<string>("select string_agg(event_type || ' ' || step_id, ', ' order by seq) from perdure.execution_events where event_type like 'SIGNAL%'"))
            .ShouldBe("SIGNAL_RECEIVED Listen, SIGNAL_RECEIVED Listen, SIGNAL_RECEIVED Listen, SIGNAL_RECEIVED Listen, SIGNAL_TIMED_OUT Wait, SIGNAL_TIMED_OUT Wait, SIGNAL_TIMED_OUT Wait");
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
    }
}
