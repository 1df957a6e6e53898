using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Streams;
using Shouldly;

namespace Perdure.Language.Tests.Streams;

/// <summary>What steps emit, as users write it, and read while workers live and die.</summary>
public sealed class StreamTests(MigratedServer server) : LanguageTest(server)
{
    private readonly List<StreamItem<Token>> items = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhoReadsAlongHasAllThatTheAttemptsThatCountHaveEmitted(bool isKilled)
    {
        AllIsTold(await RunAsync(Telling.Definition, "once upon us", isKilled, ReadAsync));

        if (!isKilled) items.Count(item => item is { StepId: "Tell", Attempt: 1 }).ShouldBe(2, "it lost the thread behind the second word");
    }

    [Fact]
    public async Task WhoseConnectionsAreCutAppendsNothingTwice() => AllIsTold(await RunAsync(Telling.Definition, "once upon us", Fault.Cut, ReadAsync));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnUndoEmitsIntoTheSameStream(bool isKilled)
    {
        await Should.ThrowAsync<WorkflowFailedException>(() => RunAsync(Retracting.Definition, "so", isKilled, ReadAsync));

        items.Where(item => !item.IsUndo).Select(item => item.Value.Text).ShouldAllBe(text => text == "it is so");
        items.SkipWhile(item => !item.IsUndo).ShouldNotBeEmpty();
        items.SkipWhile(item => !item.IsUndo).ShouldAllBe(item => item.IsUndo && item.StepId == "Claim" && item.Value.Text == "it is not so");
    }

    private void AllIsTold(Spelling spelling)
    {
        spelling.Text.ShouldBe("u-s");
        items.Select(item => item.Position).ShouldBe(Enumerable.Range(1, items.Count).Select(position => (long)position));
        Last("Tell").ShouldBe("once upon us");
        Last("Spell", item: 1).ShouldBe("o n c e");
        Last("Spell", item: 2).ShouldBe("u p o n");
        Last("Spell", item: 3).ShouldBe("u s");
        Last("Shorten", round: 1).ShouldBe("o-n-c-e u-p-o-n u-s");
        Last("Shorten", round: 2).ShouldBe("-p-o-n u-s");
        Last("Shorten", round: 3).ShouldBe("n u-s");
        Last("Note").ShouldBe("noted");
        foreach (IGrouping<(string, int, int), StreamItem<Token>> unit in items.GroupBy(item => (item.StepId, item.Item, item.Round)))
        {
            unit.Select(item => item.Attempt).ShouldBeInOrder();
            string whole = Last(unit.Key.Item1, unit.Key.Item2, unit.Key.Item3);
            foreach (IGrouping<int, StreamItem<Token>> attempt in unit.GroupBy(item => item.Attempt)) whole.ShouldStartWith(Text(attempt));
        }
    }

    private async Task ReadAsync<TOut>(WorkflowHandle<TOut> run)
    {
        await foreach (StreamItem<Token> item in run.StreamAsync<Token>(cancellationToken: Token)) items.Add(item);
    }

    /// <summary>What the last attempt of a step, item or round emitted.</summary>
    private string Last(string step, int item = 0, int round = 0) =>
        Text(items.Where(one => one.StepId == step && one.Item == item && one.Round == round).GroupBy(one => one.Attempt).MaxBy(attempt => attempt.Key)!);

    private static string Text(IEnumerable<StreamItem<Token>> emitted) => string.Join(' ', emitted.Select(item => item.Value.Text));
}
