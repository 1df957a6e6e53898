using Perdure.Steps;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class RetryScheduleTests
{
    [Theory]
    [InlineData(1, 1_000)]
    [InlineData(2, 3_000)]
    [InlineData(3, 9_000)]
    [InlineData(4, 20_000)]
    [InlineData(9, 20_000)]
    public void TheWaitGrowsByTheFactorUpToTheLongest(int failures, double milliseconds) =>
        Next(Policy(attempts: 10, factor: 3), failures).ShouldBe(TimeSpan.FromMilliseconds(milliseconds));

    [Theory]
    [InlineData(0, 750)]
    [InlineData(0.5, 1_000)]
    [InlineData(1, 1_250)]
    public void JitterMovesTheWaitBothWaysByItsPart(double random, double milliseconds) =>
        Next(Policy(jitter: 0.25), 1, random: random).ShouldBe(TimeSpan.FromMilliseconds(milliseconds));

    [Theory]
    [InlineData(0, 15_000)]
    [InlineData(1, 20_000)]
    public void JitterNeverMakesTheWaitLongerThanTheLongest(double random, double milliseconds) =>
        Next(Policy(attempts: 50, factor: 10, jitter: 0.25), 9, random: random).ShouldBe(TimeSpan.FromMilliseconds(milliseconds));

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    public void TheLastOfTheAttemptsIsNotRepeated(int failures, bool repeated) => Next(Policy(attempts: 3), failures).HasValue.ShouldBe(repeated);

    [Fact]
    public void WithoutAPolicyNothingIsRepeated() => Next(RetryPolicy.None, 1).ShouldBeNull();

    [Fact]
    public void AFailureThatSaysSoIsNotRepeated()
    {
        Next(Policy(), 1, new NonRetryableException("no use")).ShouldBeNull();
        Next(Policy(), 1, new DerivedNonRetryableException()).ShouldBeNull();
    }

    [Fact]
    public void AFailureOfANamedTypeOrOneDerivedFromItIsNotRepeated()
    {
        RetryPolicy policy = Policy(nonRetryable: [typeof(IOException)]);

        Next(policy, 1, new IOException()).ShouldBeNull();
        Next(policy, 1, new FileNotFoundException()).ShouldBeNull();
        Next(policy, 1, new InvalidOperationException()).ShouldNotBeNull();
    }

    [Fact]
    public void ManyFailuresWithoutADelayAreRepeatedAtOnce() =>
        Next(new RetryPolicy(5_000) { Factor = 2, MaxDelay = TimeSpan.FromMinutes(5), Jitter = 0.2 }, 4_000).ShouldBe(TimeSpan.Zero);

    private static RetryPolicy Policy(int attempts = 10, double factor = 2, double jitter = 0, Type[]? nonRetryable = null) =>
        new(attempts) { Delay = TimeSpan.FromSeconds(1), Factor = factor, MaxDelay = TimeSpan.FromSeconds(20), Jitter = jitter, NonRetryable = nonRetryable ?? [] };

    private static TimeSpan? Next(RetryPolicy policy, int failures, Exception? failure = null, double random = 0.5) =>
        RetrySchedule.Next(policy, failures, failure ?? new InvalidOperationException(), random);

    private sealed class DerivedNonRetryableException() : NonRetryableException("no use either");
}
