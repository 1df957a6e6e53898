using Perdure;

namespace Shop;

/// <summary>What a customer ordered.</summary>
public sealed record Order(string Number, string Article, int Count);

/// <summary>What the warehouse has set aside.</summary>
public sealed record Reservation(string Key, decimal Weight);

/// <summary>What the customer has paid.</summary>
public sealed record Payment(string Key, decimal Amount);

/// <summary>What is on its way.</summary>
public sealed record Parcel(string Label);

/// <summary>Reserves, takes the money and ships. What cannot be shipped is paid back and set free again, last first, whatever dies meanwhile.</summary>
[Workflow]
public sealed partial class OrderSaga(Warehouse warehouse, Bank bank, Carrier carrier) : IWorkflow<Order, Parcel>
{
    [Step, Retry(3), Compensate(nameof(Release))]
    private Task<Reservation> Reserve(Order order, StepContext context, CancellationToken cancellationToken) =>
        warehouse.ReserveAsync(context.IdempotencyKey, order, cancellationToken);

    [Step, Retry(5), Compensate(nameof(Refund))]
    private Task<Payment> Charge(Order order, Reservation reservation, StepContext context, CancellationToken cancellationToken) =>
        bank.ChargeAsync(context.IdempotencyKey, order, cancellationToken);

    // After the payment, although nothing of it is needed to ship.
    [Step, Retry(3), After(nameof(Charge))]
    private Parcel Ship(Order order, Reservation reservation) => carrier.Collect(order, reservation);

    private Task Release(Reservation reservation, CancellationToken cancellationToken) => warehouse.ReleaseAsync(reservation.Key, cancellationToken);

    [Retry(10)]
    private Task Refund(Payment payment, StepError? cause, CancellationToken cancellationToken) =>
        bank.RefundAsync(payment.Key, cause?.Message ?? "the order was cancelled", cancellationToken);
}
