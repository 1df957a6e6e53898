namespace Reports;

/// <summary>The books of a shop that sells something every day, more at weekends. It stands for the database that a report would ask.</summary>
public sealed class ShopLedger(decimal price)
{
    /// <summary>Counts what was sold on a day.</summary>
    public Sales Count(DateOnly day)
    {
        var orders = OrdersOn(day);
        return new Sales(orders, orders * price);
    }

    private static int OrdersOn(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 40 : 10 + (day.DayNumber % 7);
}
