namespace Perdure.Language.Tests.Workflows.Children;

/// <summary>The child of most workflows here: two steps, so that it commits in between.</summary>
[Workflow]
public sealed partial class Packing : IWorkflow<Order, Parcel>
{
    [Step]
    private static string Fetch(Order order) => order.Count > 0 ? $"{order.Count}x{order.Name}" : throw new OutOfStockException(order.Name);

    [Step]
    private static Parcel Wrap(string content) => new($"[{content}]");
}

/// <summary>A child that takes nothing and returns nothing.</summary>
[Workflow]
public sealed partial class Sweeping : IWorkflow<None>
{
    [Step]
    private static void Sweep()
    {
    }
}

/// <summary>A child that is the parent of another.</summary>
[Workflow]
public sealed partial class Shipping : IWorkflow<Order, string>
{
    [Step<Packing>]
    private partial Parcel Pack(Order order);

    [Step]
    private static string Send(Parcel parcel) => $"sent {parcel.Label}";
}
