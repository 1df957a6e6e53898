using Perdure;

[assembly: Queue("reserve", Concurrency = 1)]

namespace Perdure.Language.Tests.Workflows.ItemConditions;

/// <summary>A word.</summary>
public sealed record Word(string Text);

/// <summary>A word that something was done to.</summary>
public sealed record Done(string Text);

/// <summary>How long a word may be.</summary>
public sealed record Limit(int Length);

/// <summary>
/// A predicate that is asked for each item, with the result of a step beside it, and once a run at another step; a loop for each item; a map over what is left of one, which takes null.
/// </summary>
[Workflow]
public sealed partial class ShortenWords : IWorkflow<string, string>
{
    [Step]
    private static Word[] Split(string text) => [.. text.Split(' ').Select(word => new Word(word))];

    [Step]
    private static Limit Measure([Input] string text) => new(text.Length / 4);

    [Step]
    private static Word First(Word[] words) => words[0];

    [Step, When(nameof(IsLong)), Repeat(Until = nameof(IsShort), Max = 9)]
    private static Word Shorten([ForEach(MaxParallel = 2)] Word word) => new(word.Text[..^1]);

    [Step]
    private static string Print([ForEach] Word? shortened) => shortened?.Text ?? "-";

    [Step, Unless(nameof(IsLong))]
    private static string Praise([From(nameof(First))] Word word) => "well begun";

    [Step, Result]
    private static string Join(IReadOnlyList<string> lines, [From(nameof(Praise))] string? praise) => $"{string.Join(' ', lines)} {praise ?? "badly begun"}";

    private static bool IsLong(Word word, Limit limit) => word.Text.Length > limit.Length;

    private static bool IsShort(Word word) => word.Text.Length <= 3;
}

/// <summary>Attempts in a queue, and an undo: of skipped items there is neither.</summary>
[Workflow]
public sealed partial class ReserveWords : IWorkflow<string[], int>
{
    [Step, Unless(nameof(IsTaken)), OnQueue("reserve"), Retry(2, Delay = "0s"), Compensate(nameof(Release))]
    private static Done Reserve([ForEach(MaxParallel = 2)] string word, StepContext context)
    {
        if (word == "flaky" && context.Attempt == 1) throw new IOException("not yet");
        return new Done(word);
    }

    [Step]
    private static int Fail(List<Done?> reserved) => throw new NonRetryableException($"{reserved.Count(word => word is not null)} are reserved");

    private static bool IsTaken(string word) => word.StartsWith('x');

    private static void Release(Done reserved)
    {
        if (reserved.Text.StartsWith('x')) throw new NonRetryableException("it was not reserved");
    }
}

/// <summary>A predicate over two items side by side.</summary>
[Workflow]
public sealed partial class CompareWords : IWorkflow<string[], string>
{
    [Step, When(nameof(IsLong))]
    private static string Cut([ForEach] string word) => word[..3];

    [Step, Unless(nameof(IsSame))]
    private static string Show([ForEach(MaxParallel = 1), Input] string word, [ForEach, From(nameof(Cut))] string? cut) => $"{word}:{cut ?? "-"}";

    [Step, Result]
    private static string Join([From(nameof(Show))] string?[] lines) => string.Join(' ', lines.Select(line => line ?? "same"));

    private static bool IsLong(string word) => word.Length >= 3;

    private static bool IsSame(string? cut, string word) => cut == word;
}

/// <summary>Results that are shared are looked for only where an item runs.</summary>
[Workflow]
public sealed partial class CacheWords : IWorkflow<string[], string>
{
    [Step, When(nameof(IsKnown)), Cache("1d")]
    private static string Translate([ForEach] string word) => word.ToUpperInvariant();

    [Step]
    private static string Join(List<string?> translated) => string.Join(' ', translated.Select(word => word ?? "?"));

    private static bool IsKnown(string word) => word != "?";
}

/// <summary>A child for each item that is not skipped.</summary>
[Workflow]
public sealed partial class SendWords : IWorkflow<Word[], string>
{
    [Step<SendWord>, When(nameof(IsToBeSent))]
    private partial Done Send([ForEach(MaxParallel = 2)] Word word);

    [Step]
    private static string Join(Done?[] sent) => string.Join(' ', sent.Select(one => one?.Text ?? "-"));

    private static bool IsToBeSent(Word word) => word.Text.Length > 1;
}

/// <summary>The child of each.</summary>
[Workflow]
public sealed partial class SendWord : IWorkflow<Word, Done>
{
    [Step]
    private static Done Send(Word word) => new($"{word.Text} is sent");
}

/// <summary>A predicate that fails at an item fails the item, which is tolerated.</summary>
[Workflow]
public sealed partial class ParseWords : IWorkflow<string[], string>
{
    [Step, When(nameof(IsEven)), Retry(5)]
    private static int Parse([ForEach(Failures = ItemFailures.Tolerate, MaxFailures = 1)] string word) => int.Parse(word, System.Globalization.CultureInfo.InvariantCulture);

    [Step]
    private static string Join(int?[] numbers) => string.Join(' ', numbers.Select(number => number is { } some ? $"{some}" : "-"));

    private static bool IsEven(string word) => int.Parse(word, System.Globalization.CultureInfo.InvariantCulture) % 2 == 0;
}
