using Perdure;

namespace Shop;

/// <summary>Carries parcels, and nothing that two people cannot lift.</summary>
public sealed class Carrier(decimal heaviest)
{
    /// <summary>Takes a parcel along.</summary>
    /// <exception cref="NonRetryableException">It is too heavy, and will be tomorrow.</exception>
    public Parcel Collect(Order order, Reservation reservation) => reservation.Weight <= heaviest
        ? new Parcel($"{order.Number}, {order.Count} x {order.Article}")
        : throw new NonRetryableException($"{reservation.Weight} kg are too heavy for the carrier");
}
