using System.Text.Json;
using Perdure.Events;
using Shouldly;

namespace Perdure.Runtime.Tests.Events;

public sealed class EventPositionTests
{
    private static readonly Guid Lane = Guid.Parse("0197a000-0000-7000-8000-000000000001");
    private static readonly Guid Run = Guid.Parse("0197a000-0000-7000-8000-000000000002");

    private static readonly EventPosition[] Positions =
    [
        EventPosition.Start,
        EventPosition.OfRun(Run, 7),
        EventPosition.OfAll(EventPosition.NoBatches, 3),
        EventPosition.OfAll(new Dictionary<Guid, long> { [Lane] = 5, [Run] = long.MaxValue }, 0),
        EventPosition.OfAll(new Dictionary<Guid, long> { [Lane] = 5 }, 300, new PartOfBatch(Lane, 6, Run, 2)),
    ];

    [Fact]
    public void ATextReadBackIsTheSamePlace()
    {
        foreach (EventPosition position in Positions)
        {
            EventPosition read = EventPosition.Parse(position.ToString());

            read.ShouldBe(position);
            (read.Run, read.Seq, read.Passed, read.Part).ShouldBe((position.Run, position.Seq, position.Passed, position.Part));
            read.Batches.ShouldBe(position.Batches, ignoreOrder: true);
            JsonSerializer.Deserialize<EventPosition>(JsonSerializer.Serialize(position)).ShouldBe(position);
            Uri.EscapeDataString(position.ToString()).ShouldBe(position.ToString(), "it may stand in a URL");
        }

        Positions.Select(position => position.ToString()).ShouldBeUnique();
    }

    [Fact]
    public void ATextIsShort()
    {
        EventPosition tenWorkers = EventPosition.OfAll(Enumerable.Range(0, 20).ToDictionary(_ => Guid.CreateVersion7(), _ => 1_000_000L), 1_000);

        tenWorkers.ToString().Length.ShouldBeLessThan(520);
        EventPosition.OfRun(Run, 1_000).ToString().Length.ShouldBeLessThan(40);
    }

    [Fact]
    public void WhatIsNotTheWholeTextOfAPositionIsRefusedWithTheMend()
    {
        string text = Positions[^1].ToString();
        string[] wrong = ["", "a", "42", "start ", text[..^1], text[..^4], text + "AA", "r" + text[1..], text[..9] + (text[9] == 'A' ? 'B' : 'A') + text[10..]];

        foreach (string one in wrong)
        {
            EventPosition.TryParse(one, out _).ShouldBeFalse(one);
            Should.Throw<FormatException>(() => EventPosition.Parse(one)).Message.ShouldContain("EventPosition.Start");
        }

        EventPosition.TryParse(null, out _).ShouldBeFalse();
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<EventPosition>("5"));
    }
}
