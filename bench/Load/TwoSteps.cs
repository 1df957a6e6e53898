namespace Perdure.Load;

/// <summary>The workload of most of the measurements: two steps, one after the other, that do nothing.</summary>
[Workflow]
public sealed partial class TwoSteps : IWorkflow<Order, Receipt>
{
    [Step]
    private static Receipt One(Order order)
    {
        StepLog.Write(order.Id, 1);
        return Payloads.Receipt("one", order.Id);
    }

    [Step, Result]
    private static async Task<Receipt> Two(Order order, [From(nameof(One))] Receipt one, CancellationToken cancellationToken)
    {
        StepLog.Write(order.Id, 2);
        if (StepLog.Holds) await Task.Delay(Timeout.Infinite, cancellationToken);
        return Payloads.Receipt("two", one.Of);
    }
}
