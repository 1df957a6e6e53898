using System.Globalization;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>Draws a plan as the table that a reviewer wants to see: step, what it takes, what it returns, what else is to be known.</summary>
internal static class PlanTable
{
    public static string Draw(PlanModel plan)
    {
        string[][] rows = [.. plan.Steps.Select((step, position) => Row(plan, step, position))];
        int[] widths = [.. Enumerable.Range(0, 3).Select(column => rows.Length == 0 ? 0 : rows.Max(row => row[column].Length))];
        IEnumerable<string> lines = rows.Select(row =>
            $"//   {row[0].PadRight(widths[0])}  {row[1].PadRight(widths[1])}   -> {row[2].PadRight(widths[2])}     {row[3]}".TrimEnd());
        IEnumerable<string> schedules = plan.Schedules.Select(schedule => $"// at {OneLine(schedule.Cron)} in {OneLine(schedule.TimeZone)}");
        return string.Join("\n", [$"// {OneLine(plan.Name)}, version {plan.Version.ToString(CultureInfo.InvariantCulture)}", .. schedules, "//", .. lines]);
    }

    private static string[] Row(PlanModel plan, PlanStep step, int position) =>
    [
        OneLine(step.Id),
        string.Join(", ", step.Arguments.Where(argument => argument.Role == ParameterRole.Data).Select(argument => argument.Type.DisplayWithNullability)),
        step.Returns?.DisplayWithNullability ?? "nothing",
        string.Join(", ", Remarks(plan, step, position)),
    ];

    private static IEnumerable<string> Remarks(PlanModel plan, PlanStep step, int position)
    {
        if (step.Agent is { } agent) yield return "agent " + OneLine(agent.Name);
        foreach (PlanArgument argument in step.Arguments)
        {
            if (argument.Role == ParameterRole.Agent) yield return "with " + argument.Type.Display;
        }

        if (step.After.Count > 0) yield return "after " + string.Join(" and ", step.After.Select(other => OneLine(plan.Steps[other].Id)));
        if (step.Retry is { MaxAttempts: > 1 } retry) yield return $"up to {retry.MaxAttempts.ToString(CultureInfo.InvariantCulture)} attempts";
        if (step.Timeout is { } timeout) yield return "at most " + Durations.Format(timeout) + " each";
        if (step.IsNotIdempotent) yield return "not idempotent";
        if (plan.Result == position) yield return "the result";
    }

    /// <summary>A name of the user's inside of a comment: C# ends a line at more characters than the line feed.</summary>
    private static string OneLine(string name) =>
        string.Concat(name.Select(character => char.IsControl(character) || character is '\u2028' or '\u2029' ? '?' : character));
}
