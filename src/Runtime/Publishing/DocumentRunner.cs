using Perdure.Payloads;
using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>
/// Calls the steps of a published document: what the generator writes as C# for one that is compiled. Values are read by the serializer contexts of those who returned them, and so are of the same types as there;
/// members are read, and inputs made, by what the contexts say of the types.
/// </summary>
/// <param name="plan">What the planner has decided.</param>
/// <param name="values">How values are stored.</param>
/// <param name="plans">The plans that its steps run as children.</param>
/// <param name="agents">The agents, by name.</param>
/// <param name="serializer">Reads and writes values.</param>
internal sealed partial class DocumentRunner(PlanModel plan, StoredValues values, IReadOnlyDictionary<string, WorkflowPlan> plans, IReadOnlyDictionary<string, AgentDefinition> agents, PayloadSerializer serializer) : WorkflowRunner
{
    public override async ValueTask<object?> RunAsync(int step, StepCall call)
    {
        PlanStep planned = plan.Steps[step];
        if (planned.Returned is { } returned) return Convert(Value(planned.Arguments[returned], call), values.OutputOf(step)!);
        AgentDefinition agent = agents[planned.Agent!.Name];
        object? answer = await agent.InvokeAsync(call, MakeInput(planned.Id, planned.AgentInput!, planned.Arguments, agent.Input, call)).ConfigureAwait(false);
        return planned.Returns is null ? null : answer;
    }

    public override object? MakeInput(int step, StepCall call)
    {
        PlanStep planned = plan.Steps[step];
        return MakeInput(planned.Id, planned.AgentInput!, planned.Arguments, plans[PlanId.Of(planned.Child!)].Input!, call);
    }

    public override async ValueTask CompensateAsync(int step, StepCall call)
    {
        PlanCompensation undo = plan.Steps[step].Compensation!;
        AgentDefinition agent = agents[undo.Agent!.Name];
        await agent.InvokeAsync(call, MakeInput(plan.Steps[step].Id, undo.AgentInput!, undo.Arguments, agent.Input, call)).ConfigureAwait(false);
    }

    public override DelayAnswer GetDelay(int step, PlanCall call)
    {
        PlanPredicate delay = plan.Steps[step].DelayBy!;
        object time = Value(delay.Arguments[delay.Returned!.Value], call).Value!;
        return time is DateTimeOffset instant ? DelayAnswer.Until(instant) : DelayAnswer.For((TimeSpan)time);
    }

    public override string? GetQueueKey(int step, PlanCall call)
    {
        PlanQueue queue = plan.Steps[step].Queue!;
        return Value(queue.Arguments[queue.Returned!.Value], call).Value switch
        {
            null => null,
            string text => QueueKeys.Of(text),
            Guid id => QueueKeys.Of(id),
            Enum member => QueueKeys.Of(member),
            var number => QueueKeys.Of(System.Convert.ToInt64(number, System.Globalization.CultureInfo.InvariantCulture)),
        };
    }

    public override bool Test(int predicate, PlanCall call) => Ask(plan.Predicates[predicate], call);

    public override bool TestItem(int predicate, PlanCall call) => Ask(plan.ItemPredicates[predicate], call);

    public override int Select(int selection, PlanCall call)
    {
        PlanSwitch one = plan.Switches[selection];
        Datum subject = Read(one.Subject, one.Subject, call);
        object? value = (one.On is { } on ? Member(subject, on) : subject).Value;
        string? named = Scalars.CaseOf(value);
        for (var i = 0; i < one.Cases.Count; i++)
        {
            if (named == one.Cases[i].Value) return i;
        }

        string id = plan.Steps[one.Subject].Id;
        return one.HasOtherwise ? ConditionPlan.Otherwise : throw new UnknownCaseException(one.On is null ? id : $"{id}.{one.On}", value);
    }

    public override bool IsDone(int step, StepCall call)
    {
        PlanRepeat repeat = plan.Steps[step].Repeat!;
        Datum result = Read(WorkflowPlan.RoundProducer, values.OutputOf(step)!, items: null, call);
        return Ask(repeat.Test!, [result]) != repeat.IsWhile;
    }

    private bool Ask(PlanPredicate predicate, PlanCall call) => Ask(predicate.Test!, [.. predicate.Arguments.Select(argument => Value(argument, call))]);

    private static bool Ask(PredicateTest test, Datum[] arguments) => test.Kind switch
    {
        TestKind.All => test.Parts.All(part => Ask(part, arguments)),
        TestKind.Any => test.Parts.Any(part => Ask(part, arguments)),
        TestKind.Not => !Ask(test.Parts[0], arguments),
        _ => Comparison.Holds(test, Walk(arguments[test.Parameter], test.Path!).Value),
    };
}
