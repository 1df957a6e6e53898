using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Coordination;
using Perdure.Coordination.Notices;
using Perdure.Runtime.Tests.Protocol;
using Perdure.Storage;
using Perdure.Telemetry;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class NotifierTests
{
    [Fact]
    public async Task AHintThatDoesNotGoThroughIsGivenUpASecondAfterTheEndHoweverItsSendingFails()
    {
        var time = new SteppedTime();
        var options = new PerdureOptions();
        var away = new AwayDatabase();
        await using var database = new PerdureDatabase(away, options, time);
        using var meter = new EngineMeter(new LocalWorker(), new QueueGauge(database, options, time, new EngineLogger<QueueGauge>(NullLogger<QueueGauge>.Instance)));
        var notifier = new Notifier(database, new Wakeups(), meter, time, new EngineLogger<Notifier>(NullLogger<Notifier>.Instance));
        notifier.Ready();
        CancellationToken asked = await away.Asked.WaitAsync(TestContext.Current.CancellationToken);

        ValueTask disposing = notifier.DisposeAsync();
        asked.IsCancellationRequested.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        await Should.NotThrowAsync(async () => await disposing.AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        asked.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task ThePauseBetweenHintsIsCutShortByTheEnd()
    {
        var time = new SteppedTime();
        var options = new PerdureOptions();
        await using var database = new PerdureDatabase(new RefusingDatabase(), options, time);
        using var meter = new EngineMeter(new LocalWorker(), new QueueGauge(database, options, time, new EngineLogger<QueueGauge>(NullLogger<QueueGauge>.Instance)));
        var notifier = new Notifier(database, new Wakeups(), meter, time, new EngineLogger<Notifier>(NullLogger<Notifier>.Instance));
        int timers = time.Timers;
        notifier.Ready();
        await Wait.UntilAsync(() => time.Timers > timers);

        await notifier.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>It says no at once.</summary>
    private sealed class RefusingDatabase : IPostgresSource
    {
        public ValueTask<PostgresConnectionStrings> GetAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("There is none");
    }

    /// <summary>It does not answer, and says something of its own when it is no longer waited for.</summary>
    private sealed class AwayDatabase : IPostgresSource
    {
        private readonly TaskCompletionSource<CancellationToken> asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<CancellationToken> Asked => asked.Task;

        public async ValueTask<PostgresConnectionStrings> GetAsync(CancellationToken cancellationToken)
        {
            asked.SetResult(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new InvalidOperationException("The server was stopped");
        }
    }
}
