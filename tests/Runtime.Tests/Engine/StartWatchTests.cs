using Perdure.Coordination;
using Perdure.Coordination.Driving;
using Perdure.Runtime.Tests.Protocol;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class StartWatchTests
{
    private const int Rounds = 300_000;

    /// <summary>A race of two processors: it shows itself where each sees what the other wrote too late.</summary>
    [Fact]
    public void ARunThatIsWatchedWhileTheTimerEndsIsLookedAtByTheNext()
    {
        var time = new SteppedTime();
        using var watch = new StartWatch(time);
        RunDriver[] drivers = [Driver(), Driver()];
        watch.Watch(drivers[0]);
        var round = 0;
        var watched = 0;
        var other = new Thread(() =>
        {
            for (var next = 1; next <= Rounds; next++)
            {
                while (Volatile.Read(ref round) != next) Thread.SpinWait(1);
                watch.Watch(drivers[1]);
                Volatile.Write(ref watched, next);
            }
        });
        other.Start();

        var lost = 0;
        for (var next = 1; next <= Rounds; next++)
        {
            Volatile.Write(ref round, next);
            time.Advance(TimeSpan.FromMilliseconds(30));
            while (Volatile.Read(ref watched) != next) Thread.SpinWait(1);
            if (time.Timers == 0 && !drivers[1].SetWatched(true)) lost++;
            drivers[1].SetWatched(false);
            watch.Watch(drivers[0]);
        }

        other.Join();
        lost.ShouldBe(0);
    }

    private static RunDriver Driver()
    {
        WorkflowPlan plan = TestPlan.Of("watched", static (_, _) => default, TestPlan.First("One"));
        return new RunDriver(new AdoptedRun(new ClaimedRun(Guid.CreateVersion7(), plan.Id, null, 1, 0, null)), plan, null!);
    }
}
