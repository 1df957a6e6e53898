using System.Xml.Linq;
using Perdure.Bench.Charts;
using Perdure.Bench.Reporting;
using Shouldly;
using Xunit;

namespace Perdure.Bench.Tests;

public sealed class ChartTests
{
    private static readonly XNamespace Drawing = "http://www.w3.org/2000/svg";

    [Fact]
    public void WhatMarkupWouldTakeForItsOwnIsEscaped()
    {
        var chart = XDocument.Parse(BarChart.Draw("a < b & \"c\"", "runs > 1", [Bar("<script>", 1)]));

        chart.Root!.Element(Drawing + "title")!.Value.ShouldBe("a < b & \"c\"");
        chart.Descendants(Drawing + "text").Select(text => text.Value).ShouldContain("<script>");
        chart.Descendants(Drawing + "script").ShouldBeEmpty();
    }

    [Fact]
    public void ABarIsAsLongAsItsValue()
    {
        double[] lengths = [.. Lengths(BarChart.Draw("t", "u", [Bar("a", 10), Bar("b", 5)]))];

        (lengths[0] / lengths[1]).ShouldBe(2, 0.01);
    }

    [Fact]
    public void OfValuesFarApartEqualRatiosAreEqualLengths()
    {
        double[] lengths = [.. Lengths(BarChart.Draw("t", "u", [Bar("a", 10), Bar("b", 100), Bar("c", 1_000)]))];

        (lengths[2] - lengths[1]).ShouldBe(lengths[1] - lengths[0], 0.2);
        lengths[0].ShouldBeGreaterThan(0);
    }

    [Fact]
    public void TheSecondPartOfABarEndsWhereTheBarEnds()
    {
        var chart = XDocument.Parse(BarChart.Draw("t", "u", [Bar("a", 10) with { Second = 4 }]));
        var second = chart.Descendants(Drawing + "rect").Single(rectangle => (string?)rectangle.Attribute("class") == "second");
        var whole = chart.Descendants(Drawing + "rect").Single(rectangle => (string?)rectangle.Attribute("class") == "ours");

        ((double)second.Attribute("width")! / (double)whole.Attribute("width")!).ShouldBe(0.4, 0.01);
        ((double)second.Attribute("x")! + (double)second.Attribute("width")!).ShouldBe((double)whole.Attribute("x")! + (double)whole.Attribute("width")!, 0.2);
    }

    [Fact]
    public void EveryColourHasOneForTheDark()
    {
        var style = XDocument.Parse(BarChart.Draw("t", "u", [Bar("a", 1)])).Descendants(Drawing + "style").Single().Value;
        var parts = style.Split("@media (prefers-color-scheme: dark)");

        parts.Length.ShouldBe(2);
        foreach (var kind in new[] { ".ours", ".engine", ".queue", ".limit", ".paper", ".rule", ".line" })
        {
            parts[0].ShouldContain($"{kind} {{");
            parts[1].ShouldContain($"{kind} {{");
        }
    }

    [Fact]
    public void ALineGoesThroughItsPointsAndStaysWithinItsFrame()
    {
        var chart = XDocument.Parse(LineChart.Draw("t", "minutes", "runs", [(0, 100), (1, 50), (2, 75)], level: 110, "before"));
        var points = ((string)chart.Descendants(Drawing + "polyline").Single().Attribute("points")!).Split(' ')
            .Select(point => point.Split(',').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray()).ToArray();

        points.Length.ShouldBe(3);
        points.Select(point => point[0]).ShouldBeInOrder();
        points[1][1].ShouldBeGreaterThan(points[2][1], "less lies lower");
        points.ShouldAllBe(point => point[0] >= 0 && point[0] <= 760 && point[1] >= 0 && point[1] <= 316);
    }

    [Theory]
    [InlineData(0.07)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(12_345)]
    public void AScaleHasRoundTicksAndRoomForItsMost(double most)
    {
        var scale = Scale.Linear(most);

        scale.Most.ShouldBeGreaterThanOrEqualTo(most);
        scale.Ticks.Count.ShouldBeInRange(2, 6);
        scale.At(0).ShouldBe(0);
        scale.At(scale.Most).ShouldBe(1);
    }

    private static Bar Bar(string name, double value) => new(name, "ours", new Spread(value, value, value));

    private static IEnumerable<double> Lengths(string chart) => XDocument.Parse(chart).Descendants(Drawing + "rect")
        .Where(rectangle => (string?)rectangle.Attribute("class") == "ours")
        .Select(rectangle => (double)rectangle.Attribute("width")!);
}
