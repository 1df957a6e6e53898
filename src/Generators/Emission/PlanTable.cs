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
        string limit = plan.Timeout is { } timeout ? $", a run at most {Durations.Format(timeout)}" : "";
        return string.Join("\n", [$"// {OneLine(plan.Name)}, version {plan.Version.ToString(CultureInfo.InvariantCulture)}{limit}", .. schedules, "//", .. lines]);
    }

    private static string[] Row(PlanModel plan, PlanStep step, int position) =>
    [
        OneLine(step.Id),
        string.Join(", ", step.Arguments.Where(argument => argument.Role == ParameterRole.Data).Select(argument => argument.Type.DisplayWithNullability)),
        (step.Returns?.DisplayWithNullability ?? "nothing") + (step.Map is null ? "" : " each"),
        string.Join(", ", Remarks(plan, step, position)),
    ];

    private static IEnumerable<string> Remarks(PlanModel plan, PlanStep step, int position)
    {
        if (step.Agent is { } agent) yield return "agent " + OneLine(agent.Name);
        if (step.Child is { } child) yield return $"workflow {OneLine(child.Name)}, version {Text(child.Version)}{(step.AbandonsChild ? ", which goes on without it" : "")}";
        foreach (PlanArgument argument in step.Arguments)
        {
            if (argument.Role == ParameterRole.Agent) yield return "with " + argument.Type.Display;
        }

        foreach (PlanCondition condition in step.Conditions) yield return Condition(plan, condition);
        if (step.Delay is { } delay) yield return "after " + Durations.Format(delay);
        if (step.DelayBy is { } by) yield return "after what " + by.Method + " says";
        if (step.Signal is { } signal) yield return $"waits for signal {OneLine(signal.Name)}{(signal.Timeout is { } most ? $", {Durations.Format(most)} at most" : "")}";
        if (step.Interrupt is { } interrupt) yield return $"answered by signal {OneLine(interrupt.Signal)}{(interrupt.Timeout is { } wait ? $" within {Durations.Format(wait)}" : "")}";
        foreach (string parts in Parts(plan, step)) yield return parts;
        if (step.After.Count > 0) yield return "after " + string.Join(" and ", step.After.Select(other => OneLine(plan.Steps[other].Id)));
        if (step.Queue is { } queue) yield return $"on queue {OneLine(queue.Queue)}{(queue.Key is { } key ? " by " + key : "")}";
        if (step.Retry is { MaxAttempts: > 1 } retry) yield return $"up to {retry.MaxAttempts.ToString(CultureInfo.InvariantCulture)} attempts";
        if (step.Timeout is { } timeout) yield return "at most " + Durations.Format(timeout) + " each";
        if (step.TotalTimeout is { } total) yield return $"at most {Durations.Format(total)} in all";
        if (step.Compensation is { } compensation) yield return "undone by " + compensation.Method;
        if (step.Heartbeat is { } silence) yield return "heard of every " + Durations.Format(silence);
        if (step.Cache is { } cache) yield return $"kept for {Durations.Format(cache.TimeToLive)}{(cache.IsOfAgent ? " by agent" : "")}";
        if (step.IsNotIdempotent) yield return "not idempotent";
        if (step.Tag is { } tag) yield return "the tag " + OneLine(tag);
        if (step.Arguments.Any(argument => argument.Role == ParameterRole.Transaction)) yield return "in a transaction";
        if (plan.Results.Contains(position)) yield return plan.Results.Count > 1 ? "a result" : "the result";
    }

    private static IEnumerable<string> Parts(PlanModel plan, PlanStep step)
    {
        if (step.Map is { } map)
        {
            string parallel = map.MaxParallel is { } most ? $", {Text(most)} side by side" : "";
            string tolerated = map.Failures != FailedItems.Tolerate ? "" : map.MaxFailures is { } failures ? $", tolerating {Text(failures)} failures" : ", tolerating failures";
            yield return $"for each {string.Join(" and ", step.Arguments.Where(argument => argument.IsItem).Select(argument => argument.Type.DisplayWithNullability))}{string.Concat(map.Conditions.Select(condition => " " + Ask(condition, plan.ItemPredicates)))}{parallel}{tolerated}";
        }

        if (step.Repeat is not { } repeat) yield break;
        string rounds = repeat.Max is { } max ? $", at most {Text(max)} rounds" : "";
        string delay = repeat.Delay > TimeSpan.Zero ? $", {Durations.Format(repeat.Delay)} apart" : "";
        yield return $"{(repeat.IsWhile ? "while" : "until")} {repeat.Predicate}{rounds}{delay}";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Condition(PlanModel plan, PlanCondition condition)
    {
        if (condition.Kind != DecisionKind.Case) return Ask(condition, plan.Predicates);
        PlanSwitch one = plan.Switches[condition.Index];
        string subject = OneLine(plan.Steps[one.Subject].Id) + (one.On is null ? "" : "." + one.On);
        return $"if {subject} is {string.Join(" or ", condition.Cases.Select(position => position == PlanCondition.Otherwise ? "anything else" : OneLine(one.Cases[position].Display)))}";
    }

    private static string Ask(PlanCondition condition, EquatableArray<PlanPredicate> predicates) => $"{(condition.Kind == DecisionKind.When ? "when" : "unless")} {predicates[condition.Index].Method}";

    /// <summary>A name of the user's inside of a comment: C# ends a line at more characters than the line feed.</summary>
    public static string OneLine(string name) =>
        string.Concat(name.Select(character => char.IsControl(character) || character is '\u2028' or '\u2029' ? '?' : character));
}
