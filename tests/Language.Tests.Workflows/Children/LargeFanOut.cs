namespace Perdure.Language.Tests.Workflows.Children;

/// <summary>A run of its own for each of many items.</summary>
[Workflow]
public sealed partial class LargeFanOut : IWorkflow<int, long>
{
    [Step]
    private static int[] Count(int items) => [.. Enumerable.Range(1, items)];

    [Step<DoubleOne>]
    private partial long Double([ForEach(MaxParallel = 64)] int number);

    [Step]
    private static long Sum(IReadOnlyList<long> numbers) => numbers.Sum();
}

/// <summary>What a run of one item does.</summary>
[Workflow]
public sealed partial class DoubleOne : IWorkflow<int, long>
{
    [Step]
    private static long Double(int number) => number * 2L;
}
