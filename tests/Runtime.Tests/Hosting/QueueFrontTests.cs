using Perdure.Runtime.Tests.Protocol;
using Shouldly;

namespace Perdure.Runtime.Tests.Hosting;

public sealed class QueueFrontTests
{
    private readonly SteppedTime time = new();

    [Fact]
    public void TheFirstLookIsFromTheStart() => new QueueFront(time).Begin().ShouldBe(double.NegativeInfinity);

    [Fact]
    public void ALookThatCostsNothingIsFollowedByAnotherFromTheStart()
    {
        var front = new QueueFront(time);
        Look(front, TimeSpan.Zero, through: 10);

        front.Begin().ShouldBe(double.NegativeInfinity);
    }

    [Fact]
    public void AfterOneThatCostsTimeLooksGoOnFromWhereItGotToForTwentyTimesAsLong()
    {
        var front = new QueueFront(time);
        Look(front, TimeSpan.FromMilliseconds(20), through: 10);

        QueueFront.UntilStart(front, front).ShouldBeNull("it was from the start");
        Look(front, TimeSpan.FromMilliseconds(1), through: 12).ShouldBe(10);
        QueueFront.UntilStart(front, front).ShouldBe(TimeSpan.FromMilliseconds(399), "what came in front has to be found");
        Look(front, TimeSpan.FromMilliseconds(398), through: null).ShouldBe(12);
        Look(front, TimeSpan.FromMilliseconds(1), through: null).ShouldBe(12, "one that saw nothing got no further");
        front.Begin().ShouldBe(double.NegativeInfinity);
    }

    [Fact]
    public void WhatOneFromTheStartFindsInFrontIsWhereTheNextGoesOn()
    {
        var front = new QueueFront(time);
        Look(front, TimeSpan.FromMilliseconds(1), through: 50);
        time.Advance(TimeSpan.FromMilliseconds(20));
        Look(front, TimeSpan.FromMilliseconds(1), through: 3).ShouldBe(double.NegativeInfinity);

        front.Begin().ShouldBe(3, "there may be more between");
    }

    [Fact]
    public void TwoThatLookBehindEachOtherComeToRestTogether()
    {
        var (claims, polls) = (new QueueFront(time), new QueueFront(time));
        Look(claims, TimeSpan.FromMilliseconds(20), through: 10);
        time.Advance(TimeSpan.FromMilliseconds(200));
        Look(polls, TimeSpan.FromMilliseconds(20), through: 10);
        Look(claims, TimeSpan.FromMilliseconds(1), through: 10).ShouldBe(10);

        TimeSpan? rest = QueueFront.UntilStart(claims, polls);
        rest.ShouldBe(TimeSpan.FromMilliseconds(399), "the later of both");
        time.Advance(rest!.Value);
        Look(claims, TimeSpan.FromMilliseconds(20), through: 10).ShouldBe(double.NegativeInfinity);
        Look(polls, TimeSpan.FromMilliseconds(20), through: 10).ShouldBe(double.NegativeInfinity);
        QueueFront.UntilStart(claims, polls).ShouldBeNull();
    }

    private double Look(QueueFront front, TimeSpan takes, double? through)
    {
        double from = front.Begin();
        time.Advance(takes);
        front.End(through);
        return from;
    }
}
