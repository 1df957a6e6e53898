namespace Perdure.Language.Tests.Workflows.Parts;

/// <summary>A map over more items than anybody would want to keep in memory.</summary>
[Workflow]
public sealed partial class LargeMap : IWorkflow<int, long>
{
    [Step]
    private static int[] Count(int items) => [.. Enumerable.Range(1, items)];

    [Step]
    private static long Double([ForEach(MaxParallel = 64)] int number)
    {
        LargeMapProbe.Reached?.Invoke(number);
        return number * 2L;
    }

    [Step]
    private static long Sum(IReadOnlyList<long> numbers) => numbers.Sum();
}

/// <summary>The same, where each item is asked about.</summary>
[Workflow]
public sealed partial class LargeChosenMap : IWorkflow<int, long>
{
    [Step]
    private static int[] Count(int items) => [.. Enumerable.Range(1, items)];

    [Step, When(nameof(IsEven))]
    private static long Double([ForEach(MaxParallel = 64)] int number)
    {
        LargeMapProbe.Reached?.Invoke(number);
        return number * 2L;
    }

    [Step]
    private static long Sum(IReadOnlyList<long?> numbers) => numbers.Sum() ?? 0;

    private static bool IsEven(int number) => number % 2 == 0;
}

/// <summary>What looks at a worker of the test's own process while it maps.</summary>
internal static class LargeMapProbe
{
    public static Action<int>? Reached { get; set; }
}
