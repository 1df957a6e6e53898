using System.Globalization;

namespace Perdure.Planning;

/// <summary>Judges the schedules of a workflow.</summary>
internal static class ScheduleReader
{
    /// <summary>The type that a workflow with a schedule may take.</summary>
    public const string Input = "global::Perdure.ScheduledTime";

    /// <summary>The most missed instants that one look may run.</summary>
    private const int MostMissed = 1_000;

    /// <summary>Reads them.</summary>
    /// <returns>One for each, in the order of the source; of no account where something is wrong.</returns>
    public static EquatableArray<PlanSchedule> Read(WorkflowDescription workflow, FindingList findings)
    {
        if (workflow.Schedules.Count > 0 && workflow.Input is { } input && (input.Key != Input || input.IsNullable))
            findings.Add(Rules.ScheduleInput, At(0, PlacePart.Schedule), workflow.Class, input.DisplayWithNullability);
        for (var index = 0; index < workflow.Schedules.Count; index++) Judge(workflow, index, findings);
        return new(workflow.Schedules.Select(schedule => new PlanSchedule(
            schedule.Id, schedule.Cron.Trim(), schedule.TimeZone, schedule.MissedRuns ?? "", schedule.MaxMissedRuns, schedule.Overlap ?? "")));
    }

    private static void Judge(WorkflowDescription workflow, int index, FindingList findings)
    {
        ScheduleDescription schedule = workflow.Schedules[index];
        ScheduleTextReading cron = Cron.Read(schedule.Cron);
        if (cron.Problem is { } problem) Report(Rules.BadCron, PlacePart.Cron, [workflow.Class, schedule.Cron], problem, schedule.Cron, cron.Suggestion);

        ScheduleTextReading zone = TimeZoneIds.Read(schedule.TimeZone);
        if (zone.Problem is { } shape) Report(Rules.BadSchedule, PlacePart.TimeZone, [workflow.Class, $"the time zone '{schedule.TimeZone}'"], shape, schedule.TimeZone, zone.Suggestion);

        int first = workflow.Schedules.Select(other => other.Id).ToList().IndexOf(schedule.Id);
        (string What, string Problem)? mistake =
            Names.Problem(schedule.Id) is { } unfit ? ($"the id '{schedule.Id}'", "which " + unfit)
            : schedule.Id.Contains('/') ? ($"the id '{schedule.Id}'", "which has a '/' in it, which separates it from the workflow's name")
            : first < index ? ($"the id '{schedule.Id}'", "which another schedule of it has: name one with Id")
            : schedule.MissedRuns is null ? ("a MissedRuns", "which has no name")
            : schedule.Overlap is null ? ("an Overlap", "which has no name")
            : schedule.MaxMissedRuns is < 1 or > MostMissed ? ($"{schedule.MaxMissedRuns.ToString(CultureInfo.InvariantCulture)} as its MaxMissedRuns", "which is not from 1 to 1000")
            : null;
        if (mistake is { } found) findings.Add(Rules.BadSchedule, At(index, PlacePart.Schedule), [workflow.Class, found.What, found.Problem], first < index ? [At(first, PlacePart.Schedule)] : []);

        void Report(Rule rule, PlacePart part, string[] names, string problem, string written, string? suggestion) => findings.Add(
            rule,
            At(index, part),
            [.. names, problem + Wording.DidYouMean(suggestion)],
            [],
            suggestion is null ? [] : [(FindingProperties.Written, written), (FindingProperties.Suggestion, suggestion)]);
    }

    private static Place At(int index, PlacePart part) => new(-1, index, part);
}
