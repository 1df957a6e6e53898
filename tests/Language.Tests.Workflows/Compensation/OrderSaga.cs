namespace Perdure.Language.Tests.Workflows.Compensation;

/// <summary>What is ordered, and the file in which each effect and each undo leaves a line.</summary>
public sealed record Order(string Log, string[] Items);

public sealed record Reservation(string Number);

public sealed record Receipt(string Number);

public sealed record Parcel(string Number);

/// <summary>The last step fails, so that what was done before is undone, and so is the failing step itself, whose undo takes a nullable result.</summary>
[Workflow]
public sealed partial class OrderSaga : IWorkflow<Order, Parcel>
{
    [Step, Compensate(nameof(Release))]
    private static Reservation Reserve(Order order) => new("r" + order.Items.Length);

    [Step, Compensate(nameof(RefundAsync)), Retry(2, Delay = "0s")]
    private static Receipt Charge(Order order, Reservation reservation) => new($"c-{reservation.Number}");

    [Step, Compensate(nameof(Recall))]
    private static Parcel Ship(Order order, Receipt receipt) => throw new InvalidOperationException($"no truck for {receipt.Number}");

    private static void Release(Reservation reservation, Order order, StepContext context) => Log.Write(order, $"release {reservation.Number} {context.IdempotencyKey[37..]}");

    private static async ValueTask RefundAsync(Receipt receipt, Reservation reservation, Order order, StepContext context, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (context.Attempt == 1) throw new IOException("not yet");
        Log.Write(order, $"refund {receipt.Number} of {reservation.Number}");
    }

    private static Task Recall(Parcel? parcel, Order order, StepError? cause)
    {
        Log.Write(order, $"recall {parcel?.Number ?? "nothing"} since {cause!.Message}");
        return Task.CompletedTask;
    }
}

/// <summary>Items and rounds are undone one by one.</summary>
[Workflow]
public sealed partial class PackingSaga : IWorkflow<Order, string>
{
    [Step]
    private static string[] List(Order order) => order.Items;

    [Step, Compensate(nameof(Unpack))]
    private static Parcel Pack([ForEach(MaxParallel = 1)] string item, Order order) => new($"{item} of {order.Items.Length}");

    [Step]
    private static int Count(Parcel[] parcels) => parcels.Length;

    [Step, Repeat(Until = nameof(IsEnough), Max = 5), Compensate(nameof(Unmark))]
    private static int Mark(int marks) => marks + 1;

    [Step]
    private static string Send([From(nameof(Mark))] int marks) => throw new NonRetryableException($"{marks} marks");

    private static bool IsEnough(int marks) => marks > 3;

    private static void Unpack(Parcel parcel, string item, Order order) => Log.Write(order, $"unpack {item}: {parcel.Number}");

    private static void Unmark(int marks, int result) => Marks.Add($"{result} to {marks}");

    /// <summary>What was undone in this process.</summary>
    internal static List<string> Marks { get; } = [];
}

internal static class Log
{
    public static void Write(Order order, string line) => File.AppendAllText(order.Log, line + "\n");
}
