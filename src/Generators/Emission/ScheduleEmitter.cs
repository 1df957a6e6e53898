using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>Writes the schedules of a plan down as C#.</summary>
internal static class ScheduleEmitter
{
    public static void Write(SourceWriter properties, EquatableArray<PlanSchedule> schedules) =>
        properties.Block("Schedules = new global::Perdure.SchedulePlan[]", list => list.List([.. schedules.Select(Schedule)]), "}");

    private static string Schedule(PlanSchedule schedule) =>
        $"new(id: {CSharpText.Literal(schedule.Id)}, cron: {CSharpText.Literal(schedule.Cron)})\n{{\n"
        + $"    TimeZone = {CSharpText.Literal(schedule.TimeZone)},\n"
        + $"    MissedRuns = global::Perdure.MissedRuns.{schedule.MissedRuns},\n"
        + $"    MaxMissedRuns = {CSharpText.Literal(schedule.MaxMissedRuns)},\n"
        + $"    Overlap = global::Perdure.Overlap.{schedule.Overlap}\n}}";
}
