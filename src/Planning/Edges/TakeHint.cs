namespace Perdure.Planning;

/// <summary>How a step comes to take a value that a method of its own wants of it: an undo, or the key of a queue.</summary>
internal static class TakeHint
{
    /// <summary>What to do; null: nobody has such a value.</summary>
    public static Mend? Of(StepDescription step, int position, ProducerIndex producers, ParameterDescription wanted) =>
        producers.Fitting(wanted.Type, position).Select(producer => (int?)producer).FirstOrDefault() is { } producer ? Of(step, producers, producer, wanted.Name) : null;

    /// <summary>The same for a value that is known.</summary>
    /// <param name="step">The step.</param>
    /// <param name="producers">All producers.</param>
    /// <param name="producer">Who has the value.</param>
    /// <param name="name">What the parameter is to be called.</param>
    public static Mend Of(StepDescription step, ProducerIndex producers, int producer, string name)
    {
        if ((step.Agent?.Class ?? step.Child?.Class) is { } called) return new Mend($"let the input of '{called}' carry it, which is all that the step takes", []);
        string attribute = producer == PlanArgument.Input ? "[Input]" : $"[From(nameof({producers.Method(producer)}))]";
        return new Mend(
            $"give the step a parameter '{attribute} {producers.Type(producer)!.DisplayWithNullability} {name}'",
            [(FindingProperties.Parameter, name), producer == PlanArgument.Input ? (FindingProperties.Input, "true") : (FindingProperties.Steps, producers.Method(producer))]);
    }
}
