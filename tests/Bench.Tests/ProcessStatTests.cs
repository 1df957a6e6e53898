using Perdure.Bench.Machine;
using Shouldly;
using Xunit;

namespace Perdure.Bench.Tests;

public sealed class ProcessStatTests
{
    [Fact]
    public void MemoryIsReadInMegabytes() =>
        ProcessMemory.Parse("Name:\tdotnet\nVmPeak:\t  999999 kB\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\nRssAnon:\t  5 kB\n").ShouldBe(new ProcessMemory(Resident: 100, Peak: 200));

    [Fact]
    public void TheMemoryOfThisProcessIsSomeMegabytesAndNeverMoreThanItsPeak()
    {
        var memory = ProcessMemory.Of(Environment.ProcessId);

        memory.Resident.ShouldBeGreaterThan(5);
        memory.Peak.ShouldBeGreaterThanOrEqualTo(memory.Resident);
    }

    [Fact]
    public void ALineTellsTheParentAndTheCpuOfAProcessAndOfItsEndedChildren()
    {
        var stat = ProcessStat.Parse("4242 (postgres) S 17 4242 4242 0 -1 4194304 100 200 3 4 150 50 7 3 20 0 1 0 1000 2000 30");

        stat.ShouldBe(new ProcessStat(17, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.1)));
    }

    [Fact]
    public void ANameMayHoldSpacesAndParentheses() =>
        ProcessStat.Parse("1 (a ) b (c) S 9 1 1 0 -1 0 0 0 0 0 100 0 0 0 20 0 1 0 0 0 0").ShouldBe(new ProcessStat(9, TimeSpan.FromSeconds(1), TimeSpan.Zero));

    [Fact]
    public void AProcessThatIsGoneHasNone() => ProcessStat.Of(int.MaxValue).ShouldBeNull();

    [Fact]
    public void ATreeIsItsRootAndAllThatDescendsFromItWithWhatHasEnded()
    {
        var all = new Dictionary<int, ProcessStat>
        {
            [1] = Stat(parent: 0, own: 100, reaped: 100),
            [10] = Stat(parent: 1, own: 1, reaped: 2),
            [11] = Stat(parent: 10, own: 4, reaped: 0),
            [12] = Stat(parent: 11, own: 8, reaped: 16),
            [20] = Stat(parent: 1, own: 50, reaped: 50),
        };

        ProcessTree.Cpu(10, all).ShouldBe(TimeSpan.FromSeconds(31));
    }

    [Fact]
    public void ATreeWhoseRootIsGoneUsedNothing() => ProcessTree.Cpu(10, new Dictionary<int, ProcessStat>()).ShouldBe(TimeSpan.Zero);

    [Fact]
    public void TheMachineIsBusyWithAllButIdlingAndWaitingAndKnowsWhatWasStolen() =>
        MachineCpu.Parse("cpu  100 200 300 99999 88888 400 500 600 70000 0").ShouldBe(new MachineCpu(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(6)));

    private static ProcessStat Stat(int parent, int own, int reaped) => new(parent, TimeSpan.FromSeconds(own), TimeSpan.FromSeconds(reaped));
}
