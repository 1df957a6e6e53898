namespace Perdure.Planning;

/// <summary>How a step comes to take a value that a method of its own wants of it: an undo, or the key of a queue.</summary>
internal static class TakeHint
{
    /// <summary>What to do; null: nobody has such a value in time.</summary>
    /// <param name="step">The step.</param>
    /// <param name="position">Its position.</param>
    /// <param name="producers">All producers.</param>
    /// <param name="later">What comes after the step, which would wait for itself if it took a value of one of them.</param>
    /// <param name="wanted">What the method wants.</param>
    public static Mend? Of(StepDescription step, int position, ProducerIndex producers, HashSet<int> later, ParameterDescription wanted) =>
        producers.Fitting(wanted.Type, position).Where(producer => !later.Contains(producer)).Select(producer => (int?)producer).FirstOrDefault() is { } producer ? Of(step, producers, producer, wanted.Name) : null;

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
