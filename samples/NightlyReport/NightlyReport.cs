using System.Globalization;
using Perdure;

namespace Reports;

/// <summary>The days that a report is about.</summary>
public sealed record Period(DateOnly From, DateOnly To);

/// <summary>What was sold in a period.</summary>
public sealed record Sales(int Orders, decimal Total);

/// <summary>At two in the morning, a report of all days since the last one.</summary>
[Workflow, Schedule("0 2 * * *", TimeZone = "Europe/Berlin", Overlap = Overlap.Queue)]
public sealed partial class NightlyReport(ShopLedger ledger) : IWorkflow<ScheduledTime, string>
{
    // From Due, and not from the clock: a report that runs late, or again, is about the same days.
    [Step]
    private static Period Choose(ScheduledTime time)
    {
        var today = DateOnly.FromDateTime(time.Due.DateTime);
        var first = time.Previous is { } previous ? DateOnly.FromDateTime(previous.DateTime) : today.AddDays(-1);
        return new Period(first < today ? first : today.AddDays(-1), today.AddDays(-1));
    }

    [Step, Retry(5)]
    private Sales Count(Period period) => ledger.Count(period);

    [Step]
    private static string Write(Period period, Sales sales) => string.Create(
        CultureInfo.InvariantCulture, $"{period.From:yyyy-MM-dd} to {period.To:yyyy-MM-dd}: {sales.Orders} orders, {sales.Total:N2} EUR");
}
