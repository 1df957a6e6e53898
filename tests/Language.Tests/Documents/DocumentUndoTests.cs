using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Documents;
using Shouldly;

namespace Perdure.Language.Tests.Documents;

/// <summary>Steps of documents that agents undo.</summary>
public sealed class DocumentUndoTests(MigratedServer server) : LanguageTest(server)
{
    /// <summary>A worker dies at each commit of steps, items and rounds, and of the undos of all of them.</summary>
    protected override TimeSpan LongestTest => TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AgentsUndoWhatWasDoneTheLastFirst(bool isKilled)
    {
        var payout = new Payout("C-1", 20, 1, TimeSpan.FromMilliseconds(20), [new Party("ann", "a@x"), new Party("bob", "b@x")]);

        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(RunAsync(ClaimPayout.Definition, payout, isKilled));

        failure.IsCompensated.ShouldBeTrue(failure.ToString());
        failure.Error.Message.ShouldBe("no bank for r-C-1 in 4 for C-1");
        string[] undone = await File.ReadAllLinesAsync(Undos.PathOf(Run), Token);
        (isKilled ? undone.Distinct() : undone).ShouldBe(
        [
            "Send: nothing of C-1, since no bank for r-C-1 in 4 for C-1",
            "Tell: told b@x of C-1, 20 of bob",
            "Tell: told a@x of C-1, 20 of ann",
            "Split: 4",
            "Split: 2",
            "Reserve: r-C-1 undo",
        ]);
        (await Database.ScalarAsync<int>("select failures from perdure.execution_steps where step_id = 'Send'")).ShouldBe(1, "what the document calls not retryable is not retried");
        (await Database.ScalarAsync<string>("select string_agg(step_id, ', ') from perdure.execution_events where event_type = 'STEP_WAITING'")).ShouldBe("Reserve");
        (await Database.ScalarAsync<string>("select string_agg(step_id || ' ' || item || '/' || round || ' ' || status, ', ' order by position) from perdure.execution_compensations"))
            .ShouldBe("Send 0/0 SUCCESS, Tell 2/0 SUCCESS, Tell 1/0 SUCCESS, Split 0/2 SUCCESS, Split 0/1 SUCCESS, Reserve 0/0 SUCCESS");
        File.Delete(Undos.PathOf(Run));
    }
}
