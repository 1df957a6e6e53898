using System.Text.RegularExpressions;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>The poll returns the next due time, and the worker sleeps to it; what others should hear of is notified in batches, never in a transaction that writes.</summary>
public sealed partial class Rule18PollTests(MigratedServer server) : ProtocolTest(server)
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    [Fact]
    public async Task AWorkerSleepsToTheNextDueTimeAndNoLonger()
    {
        TestHolder parker = await RegisterAsync("parker");
        ClaimedRun run = await ParkAsync(parker, TimeSpan.FromSeconds(2));

        await using TestHost host = await TestHost.StartAsync(Database.ConnectionString, [TestHolder.Plan], options => options.SlowPoll = Never);

        (await EndOfAsync(host, run.Id)).ShouldBe(ExecutionStatus.Success);
    }

    [Fact]
    public async Task AWorkerHearsOfARunThatAnotherProcessStarts()
    {
        await using TestHost worker = await TestHost.StartAsync(Database.ConnectionString, [TestHolder.Plan], options => options.SlowPoll = Never);
        WorkflowHandle<string> own = await worker.Client.StartAsync(TestHolder.Plan, "first");
        await EndOfAsync(worker, own.Id);
        await using TestHost client = await TestHost.StartAsync(Database.ConnectionString, [], options => (options.RunWorker, options.SlowPoll) = (false, Never));

        WorkflowHandle<string> run = await client.Client.StartAsync(TestHolder.Plan, "x");

        (await EndOfAsync(client, run.Id)).ShouldBe(ExecutionStatus.Success, "and the client hears of its end");
    }

    [Fact]
    public void NothingNotifiesInATransactionThatWrites()
    {
        IEnumerable<string> notifying = SourceTree.Files("src", ".sql").Concat(SourceTree.Files("db/migrations", ".sql"))
            .Where(file => Notification.IsMatch(SourceTree.Read(file)));

        notifying.Select(Path.GetFileName).ShouldBe(["notify.sql"]);
    }

    [GeneratedRegex(@"pg_notify|^\s*notify\b", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Notification { get; }

    private static async Task<ExecutionStatus> EndOfAsync(TestHost host, Guid run) =>
        (await host.Client.WaitAsync(run, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).Status;

    private async Task<ClaimedRun> ParkAsync(TestHolder holder, TimeSpan wakeIn)
    {
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(run.Parks(wakeIn));
        return run;
    }
}
