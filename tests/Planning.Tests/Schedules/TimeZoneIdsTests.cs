namespace Perdure.Planning.Tests.Schedules;

public sealed class TimeZoneIdsTests
{
    private const string AnOffset = "which is an offset, and knows no daylight saving time: name the zone, such as 'Europe/Berlin'";

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("America/Port-au-Prince")]
    [InlineData("Etc/GMT+5")]
    [InlineData("EST5EDT")]
    public void ANameIsFine(string text) => TimeZoneIds.Read(text).ShouldBe(ScheduleTextReading.Fine);

    [Theory]
    [InlineData("", "which is empty", "UTC")]
    [InlineData(" ", "which is empty", "UTC")]
    [InlineData("+02:00", AnOffset, null)]
    [InlineData("UTC+2", AnOffset, null)]
    [InlineData("gmt-0330", AnOffset, null)]
    [InlineData("W. Europe Standard Time", "which is the name that Windows gives to a time zone", "Europe/Berlin")]
    [InlineData("eastern standard time", "which is the name that Windows gives to a time zone", "America/New_York")]
    [InlineData("Tonga Standard Time", "which is the name that Windows gives to a time zone: write its IANA name, such as 'Europe/Berlin'", null)]
    [InlineData("europe/berlin", "which is not shaped like 'Europe/Berlin'", "Europe/Berlin")]
    [InlineData(" Europe/Berlin", "which is not shaped like 'Europe/Berlin'", "Europe/Berlin")]
    [InlineData("America\\New York", "which is not shaped like 'Europe/Berlin'", "America/New_York")]
    [InlineData("utc", "which is not shaped like 'Europe/Berlin'", "UTC")]
    [InlineData("berlin time", "which is not shaped like 'Europe/Berlin'", null)]
    [InlineData("A/B/C/D", "which is not shaped like 'Europe/Berlin'", null)]
    public void WhatIsNoNameIsToldWithTheOneThatWasMeant(string text, string problem, string? suggestion) =>
        TimeZoneIds.Read(text).ShouldBe(new ScheduleTextReading(problem, suggestion));
}
