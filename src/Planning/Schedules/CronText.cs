using Cronos;

namespace Perdure.Schedules;

/// <summary>Reads cron expressions. Compiled into the planner and into the runtime, so that what the compiler has accepted is what runs.</summary>
internal static class CronText
{
    private static readonly char[] Blanks = [' ', '\t'];

    /// <summary>Any fixed time: whether an expression fires at all must not depend on when it is asked.</summary>
    private static readonly DateTime Once = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The expression; null: the text is none.</summary>
    public static CronExpression? Parse(string text) =>
        CronExpression.TryParse(text.Trim(Blanks), Fields(text).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard, out CronExpression? expression) ? expression : null;

    /// <summary>The fields of an expression: five, or six where the second stands before them.</summary>
    public static string[] Fields(string text) => text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether it has any instant: the 30th of February has none.</summary>
    public static bool Fires(CronExpression expression) => expression.GetNextOccurrence(Once, inclusive: true) is not null;
}
