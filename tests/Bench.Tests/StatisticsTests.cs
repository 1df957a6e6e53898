using Perdure.Bench.Reporting;
using Perdure.Bench.Results;
using Shouldly;
using Xunit;

namespace Perdure.Bench.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public void OfAnOddCountTheMedianIsTheMiddle() => Spread.Of([9, 1, 5]).ShouldBe(new Spread(1, 5, 9));

    [Fact]
    public void OfAnEvenCountTheMedianIsBetweenTheTwoInTheMiddle() => Spread.Of([4, 1, 2, 9]).ShouldBe(new Spread(1, 3, 9));

    [Fact]
    public void NothingHasNoSpread() => Spread.Of([]).ShouldBeNull();

    [Fact]
    public void ARatioIsTakenWithinARoundAndTheMedianIsThatOfTheRatios()
    {
        // The machine was three times as fast in the second round; the ratio is 10 in each but the last.
        var measured = Some.Measured(
            Some.Speed("ours", 1, 1_000), Some.Speed("theirs", 1, 100),
            Some.Speed("ours", 2, 3_000), Some.Speed("theirs", 2, 300),
            Some.Speed("ours", 3, 1_000), Some.Speed("theirs", 3, 50));

        measured.Ratio("w1", Figure.RunsPerSecond, "ours", "theirs").ShouldBe(new Spread(10, 10, 20));
    }

    [Fact]
    public void ARoundInWhichOneOfTheTwoIsMissingOrFailedGivesNoRatio()
    {
        var measured = Some.Measured(
            Some.Speed("ours", 1, 1_000), Some.Speed("theirs", 1, 100),
            Some.Speed("ours", 2, 3_000), Some.Speed("theirs", 2, 1) with { Failure = "it fell over" },
            Some.Speed("theirs", 3, 1));

        measured.Ratio("w1", Figure.RunsPerSecond, "ours", "theirs").ShouldBe(new Spread(10, 10, 10));
    }

    [Theory]
    [InlineData(0.2, 0.0, 2.0, true)]
    [InlineData(0.0, 0.2, 2.0, true)]
    [InlineData(0.1, 0.1, 2.0, false)]
    [InlineData(0.9, 0.0, 0.1, false)]
    public void APassIsDisturbedWhereOthersUsedTheMachineForLongEnoughToTell(double others, double stolen, double seconds, bool isDisturbed) =>
        Some.Pass("w1", "ours", 1, (Figure.Others, others), (Figure.Stolen, stolen), (Figure.Seconds, seconds)).IsDisturbed.ShouldBe(isDisturbed);

    [Fact]
    public void TheLossUnderAHeldTransactionIsThatOfTheLastThirdOfItsTime()
    {
        double[] before = [90, 100, 110];
        double[] during = [100, 100, 100, 90, 80, 80];
        var measured = Some.Measured([.. before.Select(speed => Held(speed, 0)), .. during.Select(speed => Held(speed, 1)), Held(50, 0, "another"), Held(25, 1, "another")]);

        Reporting.Held.Loss(measured, "perdure")!.Value.ShouldBe(0.2, 1e-9);
        Reporting.Held.Loss(measured, "another")!.Value.ShouldBe(0.5, 1e-9);
        Reporting.Held.Loss(measured, "a third").ShouldBeNull();

        static Pass Held(double speed, double isHeld, string contestant = "perdure") => Some.Pass("held", contestant, 1, (Figure.RunsPerSecond, speed), (Figure.IsHeld, isHeld));
    }

    [Fact]
    public void ALossIsAgainstTheSameRoundsOtherPass() =>
        Reporting.Goal.Loss(Some.Pass("finished", "perdure", 1, (Figure.RunsPerSecond, 900), (Figure.Baseline, 1_000)))!.Value.ShouldBe(10, 1e-9);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(12_345.6, "12,346")]
    [InlineData(12.345, "12.3")]
    [InlineData(1.2345, "1.23")]
    [InlineData(0.12345, "0.123")]
    [InlineData(0.012345, "0.0123")]
    public void ANumberHasThreeDigitsThatCount(double value, string text) => Numbers.Format(value).ShouldBe(text);

    [Fact]
    public void ASpreadIsItsMedianAndWhatItLiesBetween()
    {
        Numbers.Format(new Spread(1, 2, 3)).ShouldBe("2.00 (1.00 … 3.00)");
        Numbers.Format(new Spread(2, 2, 2)).ShouldBe("2.00");
        Numbers.Format((Spread?)null).ShouldBe("–");
    }
}
