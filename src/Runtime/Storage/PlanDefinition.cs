using System.Text;
using System.Text.Json;
using Perdure.State;

namespace Perdure.Storage;

/// <summary>A plan as JSON, for people to read in <c>perdure.plans</c>; and the references that a step's row holds.</summary>
internal static class PlanDefinition
{
    public static string Write(WorkflowPlan plan) => WriteJson(json =>
    {
        json.WriteStartObject();
        if (plan.Results.Count == 1) json.WriteString("result", plan.Steps[plan.Result].Id);
        else if (plan.Results.Count > 1) WriteIds(json, "results", plan, plan.Results);
        if (plan.Timeout is { } timeout) json.WriteNumber("timeout_seconds", timeout.TotalSeconds);
        json.WriteStartArray("steps");
        foreach (StepPlan step in plan.Steps) WriteStep(json, plan, step);
        json.WriteEndArray();
        PlanConditions.WriteDecisions(json, plan);
        WriteSchedules(json, plan);
        json.WriteEndObject();
    });

    /// <summary>Where each parameter of a step comes from; the values are stored once, with their producers.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="step">The step.</param>
    /// <param name="producer">Which of its producers a parameter takes.</param>
    /// <param name="signal">What its signal came to; null: it takes none, or has not come.</param>
    /// <param name="items">What was said of its items; null: nothing.</param>
    public static string WriteInputs(WorkflowPlan plan, StepPlan step, Func<StepInput, int> producer, ReceivedSignal? signal, ItemsInput? items = null) => WriteJson(json =>
    {
        json.WriteStartObject();
        foreach (StepInput input in step.Inputs) WriteInput(json, plan, input, [producer(input)], items is not null && input == ItemsInput.Of(step) ? items : null);
        if (step.Signal is not null) SignalInput.Write(json, step.Signal, signal);
        json.WriteEndObject();
    });

    /// <summary>Where each parameter may come from.</summary>
    public static void WriteInputs(Utf8JsonWriter json, WorkflowPlan plan, IReadOnlyList<StepInput> inputs)
    {
        json.WriteStartObject("inputs");
        foreach (StepInput input in inputs) WriteInput(json, plan, input, input.Producers);
        json.WriteEndObject();
    }

    /// <summary>Steps by their ids.</summary>
    public static void WriteIds(Utf8JsonWriter json, string name, WorkflowPlan plan, IReadOnlyList<int> steps)
    {
        json.WriteStartArray(name);
        foreach (int step in steps) json.WriteStringValue(plan.Steps[step].Id);
        json.WriteEndArray();
    }

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
        if (step.Child is { } child) json.WriteString("workflow", child().Id);
        if (step.ParentClose == ParentClosePolicy.Abandon) json.WriteString("parent_close", "abandon");
        json.WriteNumber("level", step.Level);
        WriteInputs(json, plan, step.Inputs);
        if (step.After.Count > 0) WriteIds(json, "after", plan, step.After);
        // All of it, whatever it is for: perdure.fork follows it.
        int[] waitsFor = [.. PlanGraph.Of(plan).ProducersOf(step)];
        if (waitsFor.Length > 0) WriteIds(json, "waits_for", plan, waitsFor);
        PlanConditions.Write(json, plan, step);
        if (step.Delay > TimeSpan.Zero) json.WriteNumber("delay_seconds", step.Delay.TotalSeconds);
        if (step.DelayBy is { } by) json.WriteString("delay_by", by.Id);
        if (step.Signal is { } signal) WriteSignal(json, signal);
        if (step.Interrupt is { } interrupt) WriteInterrupt(json, interrupt);
        if (step.Retry.MaxAttempts > 1) json.WriteNumber("max_attempts", step.Retry.MaxAttempts);
        if (step.Timeout is { } timeout) json.WriteNumber("timeout_seconds", timeout.TotalSeconds);
        if (step.TotalTimeout is { } total) json.WriteNumber("total_timeout_seconds", total.TotalSeconds);
        if (step.HeartbeatTimeout is { } silence) json.WriteNumber("heartbeat_seconds", silence.TotalSeconds);
        if (step.Cache is { } cache) json.WriteNumber("cache_seconds", cache.TimeToLive.TotalSeconds);
        if (step.Queue is { } queue) json.WriteString("queue", queue.Queue);
        if (step.Queue?.Key is { } key) json.WriteString("queue_key", key);
        if (step.Map is { } map) WriteMap(json, plan, map);
        if (step.Repeat is { } repeat) WriteRepeat(json, repeat);
        if (step.Compensation is { } compensation) json.WriteString("undo", compensation.Id);
        if (step.NotIdempotent) json.WriteBoolean("not_idempotent", true);
        if (step.Tag is not null) json.WriteString("tag", step.Tag);
        if (step.Transactional) json.WriteBoolean("transactional", true);
        json.WriteEndObject();
    }

    private static void WriteSignal(Utf8JsonWriter json, SignalPlan signal)
    {
        json.WriteStartObject("signal");
        json.WriteString("name", signal.Name);
        json.WriteString("parameter", signal.Parameter);
        if (signal.IsOptional) json.WriteBoolean("optional", true);
        if (signal.Timeout is { } timeout) json.WriteNumber("timeout_seconds", timeout.TotalSeconds);
        json.WriteEndObject();
    }

    private static void WriteInterrupt(Utf8JsonWriter json, InterruptPlan interrupt)
    {
        json.WriteStartObject("on_interrupt");
        json.WriteString("signal", interrupt.Signal);
        if (interrupt.Timeout is { } timeout) json.WriteNumber("timeout_seconds", timeout.TotalSeconds);
        json.WriteEndObject();
    }

    private static void WriteMap(Utf8JsonWriter json, WorkflowPlan plan, MapPlan map)
    {
        json.WriteStartObject("for_each");
        if (map.Zipped.Count > 0) WriteSources(json, plan, map);
        json.WriteNumber("max_parallel", map.MaxParallel);
        json.WriteString("failures", map.Failures.ToString());
        if (map.Failures == ItemFailures.Tolerate) json.WriteNumber("max_failures", map.MaxFailures);
        PlanConditions.WriteOfItems(json, plan, map);
        json.WriteEndObject();
    }

    /// <summary>Whose items are taken side by side; of several producers that exclude one another the first.</summary>
    private static void WriteSources(Utf8JsonWriter json, WorkflowPlan plan, MapPlan map)
    {
        json.WriteStartArray("side_by_side");
        foreach (int producer in map.Producers())
        {
            json.WriteStartObject();
            if (producer == WorkflowPlan.InputProducer) json.WriteBoolean("input", true);
            else json.WriteString("step", plan.Steps[producer].Id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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

    private static void WriteInput(Utf8JsonWriter json, WorkflowPlan plan, StepInput input, IReadOnlyList<int> producers, ItemsInput? items = null)
    {
        json.WriteStartObject(input.Parameter);
        if (producers.Count > 1) WriteIds(json, "steps", plan, producers);
        else if (producers[0] == WorkflowPlan.InputProducer) json.WriteBoolean("input", true);
        else json.WriteString("step", plan.Steps[producers[0]].Id);
        items?.Write(json);
        json.WriteEndObject();
    }

    private static string WriteJson(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) write(json);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
