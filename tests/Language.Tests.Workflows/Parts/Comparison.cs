namespace Perdure.Language.Tests.Workflows.Parts;

/// <summary>What is rendered.</summary>
public sealed record Leaf(string Text);

/// <summary>What it looks like.</summary>
public sealed record Rendered(string Text);

/// <summary>What is said of both.</summary>
public sealed record Compared(string Text);

/// <summary>What goes into one volume.</summary>
public sealed record Volume(Leaf Leaf, Compared Compared);

/// <summary>A map over a collection and a map over that, of which some items failed, taken side by side: in code on a queue, in children, and in rounds.</summary>
[Workflow]
public sealed partial class Comparison : IWorkflow<string, string>
{
    [Step]
    private static Leaf[] Split([Input] string text) => [.. text.Split(' ').Select(word => new Leaf(word))];

    [Step]
    private static Rendered Render([ForEach(Failures = ItemFailures.Tolerate, MaxFailures = 2)] Leaf leaf) =>
        leaf.Text == "bad" ? throw new NonRetryableException("bad") : new Rendered(leaf.Text.ToUpperInvariant());

    [Step]
    private static int Measure([ForEach] Rendered? rendered) => rendered?.Text.Length ?? 0;

    [Step, Delay("10ms"), Retry(2, Delay = "0s"), OnQueue("gpu", Key = nameof(SizeOf))]
    private static Compared Compare([Input] string text, [ForEach(MaxParallel = 2)] Leaf leaf, [ForEach] Rendered? rendered, [ForEach] int size, StepContext context) =>
        context is { Item: 2, Attempt: 1 } ? throw new IOException("not yet") : new Compared($"{leaf.Text}={rendered?.Text ?? "nothing"} {size}/{text.Length}");

    [Step<Volumes>]
    private partial ValueTask<string> Bind([ForEach] Leaf leaf, [ForEach] Compared compared);

    [Step, Repeat(Until = nameof(IsLong), Max = 9, On = nameof(bound))]
    private static string Pad([ForEach] Leaf leaf, [ForEach, From(nameof(Bind))] string bound) => bound + leaf.Text[0];

    [Step, Result]
    private static string Join([From(nameof(Pad))] IReadOnlyList<string> padded) => string.Join(", ", padded);

    private static int SizeOf(int size) => size;

    private static bool IsLong(string bound) => bound.Length >= 18;
}

/// <summary>Makes a volume.</summary>
[Workflow]
public sealed partial class Volumes : IWorkflow<Volume, string>
{
    [Step]
    private static string Print(Volume volume) => $"{volume.Leaf.Text}: {volume.Compared.Text}";
}

/// <summary>Items of two collections that one of two maps made, whichever ran; what it came to is undone with both.</summary>
[Workflow]
public sealed partial class UndoneComparison : IWorkflow<string[], int>
{
    [Step, When(nameof(AreMany))]
    private static Rendered Skim([ForEach] string leaf) => new(leaf[..1]);

    [Step, Unless(nameof(AreMany))]
    private static Rendered Render([ForEach] string leaf) => new(leaf.ToUpperInvariant());

    [Step, Compensate(nameof(Withdraw))]
    private static Compared Compare([ForEach] string leaf, [ForEach] Rendered rendered) => new($"{leaf}={rendered.Text}");

    [Step, Result]
    private static int Send(List<Compared> all) => throw new NonRetryableException(string.Join(", ", all.Select(one => one.Text)));

    // One that is given the item of another fails, and the run is not undone.
    private static void Withdraw(Compared compared, Rendered rendered, string leaf)
    {
        if (compared.Text != $"{leaf}={rendered.Text}") throw new NonRetryableException($"{compared.Text}, {leaf}, {rendered.Text}");
    }

    private static bool AreMany(string[] leaves) => leaves.Length > 2;
}

/// <summary>What is named, and how.</summary>
public sealed record Naming(string[] Names, string Title);

/// <summary>What is shared depends on all that an item takes.</summary>
[Workflow]
public sealed partial class SharedComparison : IWorkflow<Naming, string[]>
{
    [Step]
    private static string[] Read(Naming naming) => naming.Names;

    [Step]
    private static Rendered Title([ForEach] string name, Naming naming) => new($"{naming.Title} {name}");

    [Step, Cache("1h"), Result]
    private static string Write([ForEach, From(nameof(Read))] string name, [ForEach] Rendered title) => $"{name}: {title.Text} {Guid.CreateVersion7()}";
}

/// <summary>A long collection beside what was made of it.</summary>
[Workflow]
public sealed partial class LargeZip : IWorkflow<int, long>
{
    [Step]
    private static int[] Count(int items) => [.. Enumerable.Range(1, items)];

    [Step]
    private static long Double([ForEach] int number) => number * 2L;

    [Step]
    private static double Add([ForEach(MaxParallel = 64)] int number, [ForEach] long doubled)
    {
        LargeMapProbe.Reached?.Invoke(number);
        return number + doubled;
    }

    [Step]
    private static long Sum(IReadOnlyList<double> numbers) => (long)numbers.Sum();
}
