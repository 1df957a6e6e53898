namespace Perdure.Language.Tests.Workflows.Children;

/// <summary>Children side by side: one made from parts, one of a whole input and with a child of its own, and one that takes and returns nothing.</summary>
[Workflow]
public sealed partial class Fulfilment : IWorkflow<Order, string>
{
    [Step]
    private static string Name(Order order) => order.Name.ToUpperInvariant();

    [Step]
    private static int Count(Order order) => order.Count + 1;

    [Step<Packing>]
    private partial ValueTask<Parcel> PackMore(string name, int count);

    [Step<Shipping>(As = "shipped")]
    private partial Task<string> Ship(Order order);

    [Step<Sweeping>, After(nameof(PackMore))]
    private partial void Sweep();

    [Step, Result]
    private static string Report(Parcel parcel, string shipped) => $"{parcel.Label}, {shipped}";
}

/// <summary>One child for each item.</summary>
[Workflow]
public sealed partial class PackingOfEach : IWorkflow<Order[], Parcel[]>
{
    [Step<Packing>]
    private partial Parcel Pack([ForEach(MaxParallel = 2)] Order order);
}

/// <summary>One child for each item, of which some may fail.</summary>
[Workflow]
public sealed partial class TolerantPacking : IWorkflow<Order[], int>
{
    [Step<Packing>]
    private partial Parcel Pack([ForEach(Failures = ItemFailures.Tolerate)] Order order);

    [Step]
    private static int Count(Parcel?[] parcels) => parcels.Count(parcel => parcel is not null);
}

/// <summary>One child a round.</summary>
[Workflow]
public sealed partial class Growing : IWorkflow<int, int>
{
    [Step<Growth>, Repeat(Until = nameof(IsEnough), Max = 5)]
    private partial int Grow(int number);

    private static bool IsEnough(int number) => number >= 7;
}

/// <summary>A round of it.</summary>
[Workflow]
public sealed partial class Growth : IWorkflow<int, int>
{
    [Step]
    private static int Double(int number) => number * 2;

    [Step, Result]
    private static int Increment([From(nameof(Double))] int doubled) => doubled + 1;
}

/// <summary>A child that is guarded by a condition may be of the same workflow.</summary>
[Workflow]
public sealed partial class Countdown : IWorkflow<int, int>
{
    [Step, When(nameof(IsLeft))]
    private static int Less(int number) => number - 1;

    [Step<Countdown>(As = "below")]
    private partial int Below([From(nameof(Less))] int number);

    [Step, Result]
    private static int Depth([From(nameof(Below))] int? below) => (below ?? 0) + 1;

    private static bool IsLeft(int number) => number > 0;
}

/// <summary>A child that fails is followed by another.</summary>
[Workflow]
public sealed partial class StubbornPacking : IWorkflow<Order, Parcel>
{
    [Step<Packing>, Retry(2, Delay = "0s")]
    private partial Parcel Pack(Order order);
}
