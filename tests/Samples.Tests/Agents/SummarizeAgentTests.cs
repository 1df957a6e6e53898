using Documents.Agents;
using Documents.Analysis;
using Shouldly;

namespace Documents.Tests.Agents;

public sealed class SummarizeAgentTests
{
    [Theory]
    [InlineData("One.", "One.")]
    [InlineData("One. Two!", "One. Two!")]
    [InlineData("One. Two! Three?", "One. Two! Three?")]
    [InlineData("One. Two. Three. Four.", "One. Three. Four.")]
    [InlineData("One. Two. Three. Four. Five.", "One. Three. Five.")]
    [InlineData("A heading\n\nOne. Two.\nThree. Four. Five.\n\nYours,\nAda", "One. Three. Five.")]
    [InlineData("一。二。三。四。五。", "一。三。五。")]
    [InlineData("no full stop", "no full stop")]
    [InlineData("", "")]
    public async Task PicksTheFirstTheMiddleAndTheLastSentence(string text, string expected) => (await Ask.Summary(text)).Text.ShouldBe(expected);

    [Fact]
    public async Task MeasuresTextAndSummary()
    {
        var summary = await Ask.Summary("  One two. Three four five. Six. Seven.\n");

        summary.Original.ShouldBe(new TextLength(Characters: 37, Words: 7, Sentences: 4));
        summary.Shortened.ShouldBe(new TextLength(Characters: 20, Words: 4, Sentences: 3));
        summary.CompressionRatio.ShouldBe(0.541);
    }

    [Theory]
    [InlineData("é", 1, 1)]
    [InlineData("e\u0301", 1, 1)]
    [InlineData("👩‍🚀 flies", 7, 1)]
    [InlineData("well-known facts — 3.14 of them", 31, 5)]
    public async Task CountsCharactersAsAReaderDoes(string text, int characters, int words)
    {
        var original = (await Ask.Summary(text)).Original;

        (original.Characters, original.Words).ShouldBe((characters, words));
    }

    [Theory]
    [InlineData("Dr. Okonkwo met Mr. J. P. Lindqvist. They spoke.", 2)]
    [InlineData("The U.S. Army left. He stayed in the U.S. for a year.", 2)]
    [InlineData("It took approx. 20 minutes, e.g. Monday, i.e. No. 4. Fine.", 2)]
    [InlineData("Baltic Ltd. Then came Inc. and others etc. Then nothing.", 3)]
    [InlineData("At 9 a.m. The bell rang. At 9 a.m. the bell rang.", 3)]
    [InlineData("It is 3.14 long. Version 2.0.1 is 4. Next.", 3)]
    [InlineData("See https://example.org/a.b?c=d. Then go.", 2)]
    [InlineData("\"Really?\" she asked. \"Yes!\" He left.", 3)]
    [InlineData("Wait... what? Yes… Perhaps.", 3)]
    [InlineData("He left (at last). She stayed [too].", 2)]
    [InlineData("Am 3. August war es warm. Am 4. nicht.", 2)]
    [InlineData("1. Open the valve. 2. Close it.", 2)]
    [InlineData("- Open the valve.\n- Close it\n- Go home.", 2)]
    [InlineData("A line\nthat goes on. And ends.\r\n\r\nA new one.", 3)]
    [InlineData("Was it? It was! Élan vital. Ça va.", 4)]
    [InlineData("...", 1)]
    public void TellsTheEndOfASentenceFromOtherStops(string text, int count)
    {
        var sentences = Sentences.Of(text);
        sentences.Count.ShouldBe(count, string.Join(" | ", sentences));
    }

    [Fact]
    public async Task StopsWaitingWhenItIsCancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var agent = new SummarizeAgent(new Pace(TimeSpan.FromDays(1), TimeProvider.System));

        var call = agent.InvokeAsync(new Document("test.txt", "One."), new Perdure.AgentContext(Guid.Empty, "w", "s", 1, "k", "a"), cancelled.Token);

        await Should.ThrowAsync<OperationCanceledException>(call.AsTask());
    }

    [Theory]
    [InlineData("One. ")]
    [InlineData("\n\n")]
    [InlineData("- a\n")]
    [InlineData(".")]
    [InlineData("A.B ")]
    [InlineData("a\n")]
    [InlineData("Dr. A")]
    public async Task NeedsTimeInProportionToTheText(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 500_000 / part.Length));
        var started = System.Diagnostics.Stopwatch.GetTimestamp();

        await Ask.Summary(text);

        System.Diagnostics.Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }
}
