using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A message that arrives exactly between the two statements in which a holder takes its mail.</summary>
[Collection(typeof(PausePointCollection))]
public sealed class Rule09MailTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task AMessageBetweenTheTwoStatementsIsReadAndItsWakeRowStays()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await Store.CancelAsync(run.Id, default);
        PausePoints.Reached = point =>
        {
            if (point != "wake row deleted, mail unread") return;
            PausePoints.Reached = null;
            using NpgsqlCommand cancel = Database.DataSource.CreateCommand(SqlText.Get("cancel_execution"));
            cancel.Parameters.Add(new() { Value = run.Id });
            cancel.ExecuteScalar().ShouldBe(true);
        };

        IReadOnlyList<Message> mail = await holder.TakeMailAsync(run);

        PausePoints.Reached.ShouldBeNull();
        mail.Count.ShouldBe(2);
        (await Subject.WakesInAsync(run.Id)).ShouldNotBeNull("one wake-up too many is lawful, one too few is not");
        (await holder.TakeMailAsync(run)).ShouldBe(mail);
    }
}
