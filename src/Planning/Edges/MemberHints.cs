namespace Perdure.Planning;

/// <summary>
/// Finds what is wanted among the members of what is there. A value travels as a whole, from a result to a parameter, so its members are reached by a method that takes it; who begins with the language
/// names the member itself.
/// </summary>
internal sealed class MemberHints(WorkflowDescription workflow, ProducerIndex producers, ITypeConversions conversions)
{
    /// <summary>A method was named, and the workflow's input or a result of a step has a member of this name.</summary>
    /// <param name="taker">Who names it.</param>
    /// <param name="name">The name.</param>
    /// <param name="does">What the method would do with it.</param>
    public Mend? OfProducers(int taker, string name, string does) => With(taker, name).FirstOrDefault() is { } producer
        ? new Mend($" but a member of {Owner(producer)}: write a method that {does} it", Properties(producer, name))
        : null;

    /// <summary>The key of a queue was named, and what the step takes has a member of this name; else what it could take.</summary>
    /// <param name="step">Whose queue it is.</param>
    /// <param name="name">The name.</param>
    /// <param name="later">What comes after the step, of which it can take nothing.</param>
    public Mend? OfKey(int step, string name, HashSet<int> later)
    {
        StepDescription description = workflow.Steps[step];
        ParameterDescription? taken = description.Parameters.FirstOrDefault(taken => taken.Role == ParameterRole.Data && Has(taken.Type, name));
        if (taken is not null) return new Mend($" but a member of '{taken.Type.Display}': write a method that returns it", [(FindingProperties.Member, name), (FindingProperties.Parameter, taken.Name)]);
        return With(step, name).Where(one => !later.Contains(one!.Value)).FirstOrDefault() is { } producer
            ? new Mend($" but a member of {Owner(producer)}, which the step does not take: write a method that returns it, and {TakeHint.Of(description, producers, producer, producers.Name(producer)).Text}", [])
            : null;
    }

    /// <summary>A collection is wanted, and the workflow's input or a result of a step has a member that is one.</summary>
    public Mend? OfCollection(int step, TypeDescription wanted)
    {
        foreach (int producer in producers.Others(step).Where(producer => !producers.Type(producer)!.IsNullable))
        {
            TypeDescription owner = producers.Type(producer)!;
            string? member = conversions.Members(owner).FirstOrDefault(member => conversions.Member(owner, member) is { } type && TypeFit.Fits(type, wanted));
            if (member is not null) return new Mend($"; '{member}' of {Owner(producer)} is one: add a step that returns it", Properties(producer, member));
        }

        return null;
    }

    private IEnumerable<int?> With(int taker, string name) => producers.Others(taker).Where(producer => Has(producers.Type(producer)!, name)).Select(producer => (int?)producer);

    private bool Has(TypeDescription owner, string name) => !owner.IsNullable && conversions.Member(owner, name) is not null;

    private string Owner(int producer) => producer == PlanArgument.Input
        ? $"{Wording.Input} '{workflow.Input!.Display}'"
        : $"'{producers.Type(producer)!.Display}' that {producers.Quoted(producer)} returns";

    private (string Key, string Value)[] Properties(int producer, string member)
    {
        bool isOneOfSeveral = producers.Fitting(producers.Type(producer)!, step: workflow.Steps.Count).Skip(1).Any();
        (string, string)[] properties =
        [
            (FindingProperties.Member, member),
            producer == PlanArgument.Input ? (FindingProperties.Input, "true") : (FindingProperties.Steps, workflow.Steps[producer].Method),
        ];
        return isOneOfSeveral ? [.. properties, (FindingProperties.Explicit, "true")] : properties;
    }
}
