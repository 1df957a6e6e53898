using Perdure;

namespace Shop;

/// <summary>Sets goods aside. It knows a request by its key, so that one that comes twice, from a second attempt, takes nothing twice.</summary>
public sealed class Warehouse(ShopDatabase database)
{
    /// <summary>Sets aside what is ordered.</summary>
    /// <exception cref="NonRetryableException">There is not enough of it: another attempt would find no more.</exception>
    public async Task<Reservation> ReserveAsync(string key, Order order, CancellationToken cancellationToken)
    {
        // The row of the article is locked first: what is then inserted and counted down belongs together.
        const string reserve =
            """
            with article as (
              select article, weight from shop.stock where article = $3 for update),
            reserved as (
              insert into shop.reservations (key, order_number, article, count)
              select $1, $2, article, $4 from article
              on conflict do nothing returning article, count),
            taken as (
              update shop.stock set available = available - reserved.count from reserved where stock.article = reserved.article)
            select weight * $4 from article
            """;
        try
        {
            return await database.AskAsync(reserve, cancellationToken, key, order.Number, order.Article, order.Count) is decimal weight
                ? new Reservation(key, weight)
                : throw new NonRetryableException($"the shop has no '{order.Article}'");
        }
        catch (Npgsql.PostgresException exception) when (exception.SqlState == Npgsql.PostgresErrorCodes.CheckViolation)
        {
            throw new NonRetryableException($"there are fewer than {order.Count} of '{order.Article}'", exception);
        }
    }

    /// <summary>Puts back what was set aside; what is back already stays as it is.</summary>
    public Task ReleaseAsync(string key, CancellationToken cancellationToken)
    {
        const string release =
            """
            with released as (
              update shop.reservations set released = true where key = $1 and not released returning article, count)
            update shop.stock set available = available + released.count from released where stock.article = released.article
            """;
        return database.AskAsync(release, cancellationToken, key);
    }
}
