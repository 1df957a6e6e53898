namespace Perdure.Planning.Tests.Policies;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("1d2h3m4s5ms", 93_784_005)]
    [InlineData("90m", 5_400_000)]
    [InlineData("0s", 0)]
    [InlineData("007s", 7_000)]
    [InlineData("36500d", 3_153_600_000_000)]
    public void ADurationIsRead(string text, long milliseconds) =>
        Durations.Read(text).ShouldBe(new DurationReading(TimeSpan.FromMilliseconds(milliseconds), null, null));

    [Theory]
    [InlineData("30", "has no unit", "30s")]
    [InlineData("1.5", "has no unit", "1s500ms")]
    [InlineData("24:00:00", "is no duration such as '30s' or '1h30m'", "24h")]
    [InlineData("00:00:00", "is no duration such as '30s' or '1h30m'", null)]
    [InlineData("1,5h", "is no duration such as '30s' or '1h30m'", null)]
    [InlineData("00:00:30", "is no duration such as '30s' or '1h30m'", "30s")]
    [InlineData("00:05", "is no duration such as '30s' or '1h30m'", "5m")]
    [InlineData("1.12:00:00", "is no duration such as '30s' or '1h30m'", "1d12h")]
    [InlineData("00:00:00.25", "is no duration such as '30s' or '1h30m'", "250ms")]
    [InlineData("30 s", "is no duration such as '30s' or '1h30m'", "30s")]
    [InlineData("30S", "is no duration such as '30s' or '1h30m'", "30s")]
    [InlineData("1.5h", "is no duration such as '30s' or '1h30m'", "1h30m")]
    [InlineData("5 minutes", "is no duration such as '30s' or '1h30m'", "5m")]
    [InlineData("2w", "is no duration such as '30s' or '1h30m'", "14d")]
    [InlineData("30m1h", "is no duration such as '30s' or '1h30m'", "1h30m")]
    [InlineData("1h1h", "is no duration such as '30s' or '1h30m'", "2h")]
    [InlineData("PT30S", "is no duration such as '30s' or '1h30m'", "30s")]
    [InlineData("P1DT2H", "is no duration such as '30s' or '1h30m'", "1d2h")]
    [InlineData("PT0.5S", "is no duration such as '30s' or '1h30m'", "500ms")]
    [InlineData("P1M", "is no duration such as '30s' or '1h30m'", null)]
    [InlineData("s", "is no duration such as '30s' or '1h30m'", null)]
    [InlineData("soon", "is no duration such as '30s' or '1h30m'", null)]
    [InlineData("30x", "is no duration such as '30s' or '1h30m'", null)]
    [InlineData("P99999999999999999999D", "is no duration such as '30s' or '1h30m'", null)]
    [InlineData("٣s", "is no duration such as '30s' or '1h30m'", null)]
    [InlineData("", "is empty", null)]
    [InlineData("  ", "is empty", null)]
    [InlineData(null, "is empty", null)]
    [InlineData("-5s", "is negative", null)]
    [InlineData("-00:00:05", "is negative", null)]
    [InlineData("36501d", "is longer than a hundred years", null)]
    [InlineData("36500d1ms", "is longer than a hundred years", null)]
    [InlineData("9223372036854775807d", "is longer than a hundred years", null)]
    [InlineData("99999999999999999999999ms", "is longer than a hundred years", null)]
    public void WhatIsNoDurationIsToldWithTheOneThatWasMeant(string? text, string problem, string? suggestion) =>
        Durations.Read(text).ShouldBe(new DurationReading(null, problem, suggestion));

    [Fact]
    public void ALongTextIsReadInNoTime() => Durations.Read(new string('1', 10_000) + "!").Suggestion.ShouldBeNull();

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ms")]
    [InlineData(90_000, "1m30s")]
    [InlineData(86_400_000, "1d")]
    [InlineData(93_784_005, "1d2h3m4s5ms")]
    public void AWrittenDurationReadsAsItself(long milliseconds, string expected)
    {
        TimeSpan value = TimeSpan.FromMilliseconds(milliseconds);
        Durations.Format(value).ShouldBe(expected);
        Durations.Read(expected).Value.ShouldBe(value);
    }
}
