namespace Shop;

/// <summary>Takes money and gives it back. It knows a request by its key, as the banks of this world do.</summary>
public sealed class Bank(ShopDatabase database)
{
    /// <summary>Takes the price of an order; asked again by the same key, it says what it took.</summary>
    public async Task<Payment> ChargeAsync(string key, Order order, CancellationToken cancellationToken)
    {
        const string charge =
            """
            insert into shop.payments (key, order_number, amount)
            select $1, $2, price * $4 from shop.stock where article = $3
            on conflict (key) do update set amount = payments.amount returning amount
            """;
        var amount = (decimal)(await database.AskAsync(charge, cancellationToken, key, order.Number, order.Article, order.Count))!;
        return new Payment(key, amount);
    }

    /// <summary>Gives back what was taken, once.</summary>
    public Task RefundAsync(string key, string reason, CancellationToken cancellationToken) =>
        database.AskAsync("update shop.payments set refunded = true, reason = $2 where key = $1 and not refunded", cancellationToken, key, reason);
}
