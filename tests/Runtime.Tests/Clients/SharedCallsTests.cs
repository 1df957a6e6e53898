using System.Collections.Concurrent;
using Shouldly;

namespace Perdure.Runtime.Tests.Clients;

public sealed class SharedCallsTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private readonly ConcurrentQueue<string> calls = new();
    private readonly SemaphoreSlim called = new(0);
    private readonly SemaphoreSlim answer = new(0);

    public void Dispose()
    {
        called.Dispose();
        answer.Dispose();
    }

    [Fact]
    public async Task WhatComesWhileACallIsUnderWayGoesWithTheNext()
    {
        await using SharedCalls<int> shared = Create(new SharedCallLimits<int>(10));
        await AddAsync(shared, 1);
        for (var one = 2; one <= 4; one++) shared.TryAdd(one).ShouldBeTrue();
        answer.Release(2);
        (await called.WaitAsync(Long)).ShouldBeTrue();

        calls.ShouldBe(["1", "2 3 4"]);
    }

    [Fact]
    public async Task ACallHoldsNoMoreThanItsLimits()
    {
        var limits = new SharedCallLimits<int>(3) { MostSize = 100, Size = static one => one };
        SharedCalls<int> shared = Create(limits);
        await AddAsync(shared, 1);
        foreach (int one in (int[])[10, 20, 30, 40, 60, 50, 500, 2]) shared.TryAdd(one);
        answer.Release(100);
        await shared.DisposeAsync();

        calls.ShouldBe(["1", "10 20 30", "40 60", "50", "500", "2"]);
    }

    [Fact]
    public async Task WhatNobodyWantsAnyMoreIsLeftOut()
    {
        var unwanted = new HashSet<int>();
        SharedCalls<int> shared = Create(new SharedCallLimits<int>(10) { IsWanted = one => !unwanted.Contains(one) });
        await AddAsync(shared, 1);
        foreach (int one in (int[])[2, 3, 4]) shared.TryAdd(one);
        unwanted.UnionWith([2, 4]);
        answer.Release(100);
        await shared.DisposeAsync();

        calls.ShouldBe(["1", "3"]);
        shared.TryAdd(5).ShouldBeFalse("it makes no calls any more");
    }

    private SharedCalls<int> Create(SharedCallLimits<int> limits) => new(limits, async shared =>
    {
        calls.Enqueue(string.Join(' ', shared));
        called.Release();
        await answer.WaitAsync(Long);
    });

    /// <summary>Adds one, and waits until its call is under way.</summary>
    private async Task AddAsync(SharedCalls<int> shared, int one)
    {
        shared.TryAdd(one).ShouldBeTrue();
        (await called.WaitAsync(Long)).ShouldBeTrue();
    }
}
