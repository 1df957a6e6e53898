namespace Perdure.Schedules;

/// <summary>The choices of a schedule as the database writes them.</summary>
internal static class ScheduleTexts
{
    public static string Of(MissedRuns missed) => missed switch
    {
        MissedRuns.Skip => "SKIP",
        MissedRuns.RunLatest => "RUN_LATEST",
        MissedRuns.RunAll => "RUN_ALL",
        _ => throw new ArgumentOutOfRangeException(nameof(missed), missed, "There is no such treatment of missed runs"),
    };

    public static string Of(Overlap overlap) => overlap switch
    {
        Overlap.Allow => "ALLOW",
        Overlap.Skip => "SKIP",
        Overlap.Queue => "QUEUE",
        _ => throw new ArgumentOutOfRangeException(nameof(overlap), overlap, "There is no such treatment of overlaps"),
    };

    public static MissedRuns ParseMissedRuns(string text) => text switch
    {
        "SKIP" => MissedRuns.Skip,
        "RUN_LATEST" => MissedRuns.RunLatest,
        "RUN_ALL" => MissedRuns.RunAll,
        _ => throw new FormatException($"'{text}' is no treatment of missed runs"),
    };

    public static Overlap ParseOverlap(string text) => text switch
    {
        "ALLOW" => Overlap.Allow,
        "SKIP" => Overlap.Skip,
        "QUEUE" => Overlap.Queue,
        _ => throw new FormatException($"'{text}' is no treatment of overlaps"),
    };
}
