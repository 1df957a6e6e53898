namespace Perdure.Language.Tests.Workflows.ItemConditions;

/// <summary>Two steps that ask the same of the same items, of a predicate that answers anew each time: each item is one's or the other's.</summary>
[Workflow]
public sealed partial class Coins : IWorkflow<int[], string>
{
    [Step, When(nameof(IsHeads))]
    private static int Keep([ForEach(MaxParallel = 2)] int coin) => coin;

    [Step, Unless(nameof(IsHeads))]
    private static int Drop([ForEach(MaxParallel = 2)] int coin, StepContext context) => coin;

    [Step]
    private static string Count(IReadOnlyList<int?> keep, int?[] drop) => string.Join(' ', keep.Zip(drop).Select(coin => coin switch
    {
        ({ } kept, null) => $"{kept}",
        (null, { } dropped) => $"{dropped}",
        _ => "torn",
    }));

    private static bool IsHeads(int coin) => System.Random.Shared.Next(2) == 0;
}

/// <summary>The same, where one step takes the items alone and the other beside what was made of them: what it asks about is the second of its collections.</summary>
[Workflow]
public sealed partial class LabelledCoins : IWorkflow<int[], string>
{
    [Step]
    private static string Label([ForEach] int coin) => $"#{coin}";

    [Step, When(nameof(IsHeads))]
    private static int Keep([ForEach(MaxParallel = 2), Input] int coin) => coin;

    [Step, Unless(nameof(IsHeads))]
    private static string Drop([ForEach(MaxParallel = 2), From(nameof(Label))] string label, [ForEach, Input] int coin) => label;

    [Step, Result]
    private static string Count([From(nameof(Keep))] int?[] keep, [From(nameof(Drop))] string?[] drop) => string.Join(' ', keep.Zip(drop).Select(coin => coin switch
    {
        ({ } kept, null) => $"{kept}",
        (null, { } dropped) => dropped[1..],
        _ => "torn",
    }));

    private static bool IsHeads(int coin) => System.Random.Shared.Next(2) == 0;
}

/// <summary>Nothing of the collection is left, and nothing of it runs.</summary>
[Workflow]
public sealed partial class NoCoins : IWorkflow<int[], int>
{
    [Step, When(nameof(IsGold))]
    private static int Keep([ForEach] int coin) => throw new InvalidOperationException("it is not gold");

    [Step]
    private static int Count(List<int?> keep) => keep.Count(coin => coin is null);

    private static bool IsGold(int coin) => coin < 0;
}
