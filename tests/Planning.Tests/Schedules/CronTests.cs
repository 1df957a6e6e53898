namespace Perdure.Planning.Tests.Schedules;

public sealed class CronTests
{
    private const string FieldCount = "takes five (minute, hour, day of month, month, day of week), or six with the second before them";

    [Theory]
    [InlineData("0 9 * * MON-FRI")]
    [InlineData("*/15 0-6,22,23 1 JAN,jul ?")]
    [InlineData("0 0 9 * * MON")]
    [InlineData("  0\t9 * * 7 ")]
    [InlineData("0 9 L * *")]
    [InlineData("0 9 15W * *")]
    [InlineData("0 9 * * FRI#2")]
    [InlineData("0 9 * * 5L")]
    [InlineData("0 9 29 2 *")]
    [InlineData("@daily")]
    [InlineData("@every_minute")]
    public void AnExpressionIsFine(string text) => Cron.Read(text).ShouldBe(ScheduleTextReading.Fine);

    [Theory]
    [InlineData("", "which is empty", null)]
    [InlineData("  ", "which is empty", null)]
    [InlineData("0 9 30 2 *", "which never fires", null)]
    [InlineData("0 9 31 FEB,APR,JUN *", "which never fires", null)]
    [InlineData("0 0 29 2 MON#1", "which never fires", null)]
    [InlineData("60 9 * * *", "whose minute '60' is not made of 0 to 59", null)]
    [InlineData("99 0 9 * * *", "whose second '99' is not made of 0 to 59", null)]
    [InlineData("0 9,25,26 * * *", "whose hour '25' is not made of 0 to 23", null)]
    [InlineData("*/0 9 * * *", "whose minute '*/0' is not made of 0 to 59", null)]
    [InlineData("H 9 * * *", "whose minute 'H' is not made of 0 to 59", null)]
    [InlineData("0 9 32 * *", "whose day of month '32' is not made of 1 to 31, L for the last one and W for the nearest working day", null)]
    [InlineData("0 9 * 13 *", "whose month '13' is not made of 1 to 12 or JAN to DEC", null)]
    [InlineData("0 9 * MARCH *", "whose month 'MARCH' is not made of 1 to 12 or JAN to DEC", "0 9 * MAR *")]
    [InlineData("0 9 * * 8", "whose day of week '8' is not made of 0 to 7 or SUN to SAT", null)]
    [InlineData("0 9 * * MON-FRU", "whose day of week 'MON-FRU' is not made of 0 to 7 or SUN to SAT", "0 9 * * MON-FRI")]
    [InlineData("0 9 * * Monday-Friday", "whose day of week 'Monday-Friday' is not made of 0 to 7 or SUN to SAT", "0 9 * * MON-FRI")]
    [InlineData("0 9 * * MON,", "whose day of week '' is not made of 0 to 7 or SUN to SAT", null)]
    [InlineData("0 9 * *", "which has 4 fields, and " + FieldCount, null)]
    [InlineData("daily", "which has 1 field, and " + FieldCount, null)]
    [InlineData("0 0 9 ? * MON *", "which has 7 fields, and " + FieldCount, "0 0 9 ? * MON")]
    [InlineData("@dialy", "which is none of the macros @yearly, @monthly, @weekly, @daily, @hourly, @every_minute, @every_second", "@daily")]
    [InlineData("@reboot", "which is none of the macros @yearly, @monthly, @weekly, @daily, @hourly, @every_minute, @every_second", null)]
    public void WhatIsWrongIsToldWithItsPlaceAndTheExpressionThatWasMeant(string text, string problem, string? suggestion) =>
        Cron.Read(text).ShouldBe(new ScheduleTextReading(problem, suggestion));

    [Fact]
    public void ALongTextIsReadInNoTime() => Cron.Read(string.Join(' ', Enumerable.Repeat("*", 10_000))).Problem.ShouldNotBeNull().ShouldStartWith("which has 10000 fields");
}
