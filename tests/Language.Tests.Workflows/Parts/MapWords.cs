using System.Collections.Immutable;

namespace Perdure.Language.Tests.Workflows.Parts;

/// <summary>A map over what a step returns, a map over that, and a join.</summary>
[Workflow]
public sealed partial class MapWords : IWorkflow<string, string>
{
    [Step]
    private static ImmutableArray<Word> Split(string text) => [.. text.Split(' ').Select(word => new Word(word))];

    [Step, Retry(3, Delay = "0s")]
    private static Measured Measure([ForEach(MaxParallel = 2)] Word word, [Input] string text, StepContext context)
    {
        if (word.Text == "flaky" && context.Attempt == 1) throw new IOException("not yet");
        return new Measured($"{context.Item}:{word.Text}", word.Text.Length * 100 / text.Length);
    }

    [Step]
    private static string Write([ForEach] Measured word) => $"{word.Text}={word.Length}";

    [Step, Result]
    private static string Join(IReadOnlyList<string> lines, List<Measured> words) => $"{string.Join(' ', lines)} of {words.Count}";
}

/// <summary>A map whose failed items are tolerated, up to a number.</summary>
[Workflow]
public sealed partial class TolerantMap : IWorkflow<string[], int[]>
{
    [Step]
    private static int Parse([ForEach(Failures = ItemFailures.Tolerate, MaxFailures = 2)] string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [Step]
    private static int[] Sum(int?[] numbers) => [numbers.Length, numbers.Count(number => number is null), numbers.Sum() ?? 0];
}

/// <summary>A map that runs all its items, and fails at the end.</summary>
[Workflow]
public sealed partial class CollectingMap : IWorkflow<string[], int[]>
{
    [Step]
    private static int Parse([ForEach(Failures = ItemFailures.Collect)] string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
