using System.Globalization;
using Perdure;

[assembly: Queue("ledger", Concurrency = 2)]

namespace Reports;

/// <summary>The days that a report is about.</summary>
public sealed record Period(DateOnly From, DateOnly To);

/// <summary>What was sold on a day.</summary>
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

    [Step]
    private static IReadOnlyList<DateOnly> ListDays(Period period) => [.. Enumerable.Range(0, period.To.DayNumber - period.From.DayNumber + 1).Select(period.From.AddDays)];

    // The ledger serves the shop by night as well: two days at a time are looked up in it, over all workers and reports.
    [Step, Retry(5), OnQueue("ledger")]
    private Sales Count([ForEach] DateOnly day) => ledger.Count(day);

    [Step]
    private static string Write(Period period, IReadOnlyList<Sales> days) => string.Create(
        CultureInfo.InvariantCulture, $"{period.From:yyyy-MM-dd} to {period.To:yyyy-MM-dd}: {days.Sum(day => day.Orders)} orders, {days.Sum(day => day.Total):N2} EUR");
}
