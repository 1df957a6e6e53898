using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
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
    public async Task AWorkerSleepsToTheDueTimeOfARunThatItParksWhileItSleeps()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "parks",
            static (_, call) => call.Context.Attempt < 3 ? throw new IOException("again") : new(call.Take()),
            TestPlan.First("One", new RetryPolicy(3) { Delay = TimeSpan.FromMilliseconds(300) }));
        await using TestHost host = await TestHost.StartAsync(Database.ConnectionString, [plan], options => options.SlowPoll = Never);

        (await EndOfAsync(host, (await host.Client.StartAsync(plan, "x")).Id)).ShouldBe(ExecutionStatus.Success);
    }

    [Fact]
    public async Task AWorkerSleepsToTheEndOfALeaseAndTakesOverWhatItsWorkerLeft()
    {
        TestHolder gone = await RegisterAsync("gone");
        ClaimedRun run = await StartAndClaimAsync(gone);
        (await Store.HeartbeatAsync(gone.Id, TimeSpan.FromSeconds(3), default)).ShouldBeTrue();

        await using TestHost heir = await TestHost.StartAsync(Database.ConnectionString, [TestHolder.Plan], options => options.SlowPoll = Never);

        (await EndOfAsync(heir, run.Id)).ShouldBe(ExecutionStatus.Success);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AWorkerThatHasAskedSleepsUntilAHintAndAsksNothingMeanwhile(bool aRunWaits)
    {
        // Due within the slow poll, and not within this test.
        if (aRunWaits) await ParkAsync(await RegisterAsync("parker"), Never / 2);
        var watch = new WatchedStore(Store);
        await using TestHost worker = await TestHost.StartAsync(
            Database.ConnectionString,
            [TestHolder.Plan],
            options => (options.SlowPoll, options.Heartbeat) = (Never, TimeSpan.FromMilliseconds(50)),
            services: services => services.Replace(ServiceDescriptor.Singleton<IExecutionStore>(watch)));
        await Wait.UntilAsync(() => watch.Polls > 0);

        int asked = watch.Polls;
        asked.ShouldBe(1, "one poll tells it when to look again");
        await PassBeatsAsync();
        watch.Polls.ShouldBe(asked);

        await using TestHost client = await TestHost.StartAsync(Database.ConnectionString, [], options => (options.RunWorker, options.SlowPoll) = (false, Never));
        WorkflowHandle<string> run = await client.Client.StartAsync(TestHolder.Plan, "x");
        (await EndOfAsync(client, run.Id)).ShouldBe(ExecutionStatus.Success);

        // Where that look was not from the start of the queue, as on a slow machine, one that is follows.
        int looked = 0;
        await Wait.UntilAsync(async () =>
        {
            looked = watch.Polls;
            await PassBeatsAsync();
            return watch.Polls == looked && watch.HasSeenAll;
        });
        looked.ShouldBeInRange(asked + 1, asked + 2, "a hint is one look");

        // Long beside the shortest pause between two polls, and told by what the worker does, not by a clock of the test's.
        async Task PassBeatsAsync()
        {
            int beats = watch.Beats;
            await Wait.UntilAsync(() => watch.Beats >= beats + 5);
        }
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
