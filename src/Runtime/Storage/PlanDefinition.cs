using System.Text;
using System.Text.Json;

namespace Perdure.Storage;

/// <summary>A plan as JSON, for people to read in <c>perdure.plans</c>; and the references that a step's row holds.</summary>
internal static class PlanDefinition
{
    public static string Write(WorkflowPlan plan) => WriteJson(json =>
    {
        json.WriteStartObject();
        if (plan.Result >= 0) json.WriteString("result", plan.Steps[plan.Result].Id);
        json.WriteStartArray("steps");
        foreach (StepPlan step in plan.Steps) WriteStep(json, plan, step);
        json.WriteEndArray();
        WriteSchedules(json, plan);
        json.WriteEndObject();
    });

    /// <summary>Where each parameter of a step comes from; the values are stored once, with their producers.</summary>
    public static string WriteInputs(WorkflowPlan plan, StepPlan step) => WriteJson(json => WriteInputs(json, plan, step));

    private static void WriteSchedules(Utf8JsonWriter json, WorkflowPlan plan)
    {
        if (plan.Schedules.Count == 0) return;
        json.WriteStartArray("schedules");
        foreach (SchedulePlan schedule in plan.Schedules)
        {
            json.WriteStartObject();
            json.WriteString("id", schedule.Id);
            json.WriteString("cron", schedule.Cron);
            json.WriteString("time_zone", schedule.TimeZone);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStep(Utf8JsonWriter json, WorkflowPlan plan, StepPlan step)
    {
        json.WriteStartObject();
        json.WriteString("id", step.Id);
        if (step.Agent is not null) json.WriteString("agent", step.Agent);
        json.WriteNumber("level", step.Level);
        json.WritePropertyName("inputs");
        WriteInputs(json, plan, step);
        if (step.After.Count > 0)
        {
            json.WriteStartArray("after");
            foreach (int earlier in step.After) json.WriteStringValue(plan.Steps[earlier].Id);
            json.WriteEndArray();
        }

        if (step.Retry.MaxAttempts > 1) json.WriteNumber("max_attempts", step.Retry.MaxAttempts);
        if (step.Timeout is { } timeout) json.WriteNumber("timeout_seconds", timeout.TotalSeconds);
        if (step.Map is { } map) WriteMap(json, map);
        if (step.Repeat is { } repeat) WriteRepeat(json, repeat);
        if (step.NotIdempotent) json.WriteBoolean("not_idempotent", true);
        json.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter json, MapPlan map)
    {
        json.WriteStartObject("for_each");
        json.WriteNumber("max_parallel", map.MaxParallel);
        json.WriteString("failures", map.Failures.ToString());
        if (map.Failures == ItemFailures.Tolerate) json.WriteNumber("max_failures", map.MaxFailures);
        json.WriteEndObject();
    }

    private static void WriteRepeat(Utf8JsonWriter json, RepeatPlan repeat)
    {
        json.WriteStartObject("repeat");
        if (repeat.Max is { } max) json.WriteNumber("max", max);
        json.WriteString("at_max", repeat.AtMax.ToString());
        if (repeat.Delay > TimeSpan.Zero) json.WriteNumber("delay_seconds", repeat.Delay.TotalSeconds);
        if (repeat.Keep > 0) json.WriteNumber("keep", repeat.Keep);
        json.WriteEndObject();
    }

    private static void WriteInputs(Utf8JsonWriter json, WorkflowPlan plan, StepPlan step)
    {
        json.WriteStartObject();
        foreach (StepInput input in step.Inputs)
        {
            json.WriteStartObject(input.Parameter);
            if (input.Producer == WorkflowPlan.InputProducer) json.WriteBoolean("input", true);
            else json.WriteString("step", plan.Steps[input.Producer].Id);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string WriteJson(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) write(json);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
