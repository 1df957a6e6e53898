namespace Perdure.Planning;

/// <summary>
/// Steps, predicates and delays, as far as all take data by the same rules. A predicate's position is that behind the steps, that of a method which says how long a step waits behind the predicates: both take
/// what steps take, and nobody takes anything of them. Last come the predicates that are asked for each item: the same method may be asked once a run as well, and take other things then.
/// </summary>
internal static class Takers
{
    /// <summary>How many there are.</summary>
    public static int CountTakers(this WorkflowDescription workflow) => workflow.FirstOfItems() + workflow.ItemPredicates.Count;

    /// <summary>The position of the first method that says how long a step waits.</summary>
    public static int FirstDelay(this WorkflowDescription workflow) => workflow.Steps.Count + workflow.Predicates.Count;

    /// <summary>The position of the first predicate that is asked for each item.</summary>
    public static int FirstOfItems(this WorkflowDescription workflow) => workflow.FirstDelay() + workflow.Delays.Count;

    /// <summary>Whether it is no step.</summary>
    public static bool IsPredicate(this WorkflowDescription workflow, int taker) => taker >= workflow.Steps.Count;

    /// <summary>Whether a parameter takes the item that is asked about, and nothing else.</summary>
    public static bool TakesItem(this WorkflowDescription workflow, int taker, int parameter) =>
        taker >= workflow.FirstOfItems() && workflow.CollectionOf(taker, parameter) >= 0;

    /// <summary>Which of the collections of its steps a parameter of a predicate takes an item of, 0 the first; -1: none.</summary>
    public static int CollectionOf(this WorkflowDescription workflow, int taker, int parameter) => workflow.ItemPredicates[taker - workflow.FirstOfItems()].Collections[parameter];

    /// <summary>The method's name.</summary>
    public static string Method(this WorkflowDescription workflow, int taker) => workflow.IsPredicate(taker) ? workflow.Asked(taker).Method : workflow.Steps[taker].Method;

    /// <summary>How a message speaks of it.</summary>
    public static string Called(this WorkflowDescription workflow, int taker, bool isFirst = true)
    {
        string kind = !workflow.IsPredicate(taker) ? "step" : workflow.IsDelay(taker) ? "delay" : "predicate";
        return $"{(isFirst ? char.ToUpperInvariant(kind[0]) + kind.Substring(1) : kind)} '{workflow.Method(taker)}'";
    }

    /// <summary>Its parameters. A method that can be no predicate, or is not asked once a run, has none that anybody would look for.</summary>
    public static EquatableArray<ParameterDescription> Parameters(this WorkflowDescription workflow, int taker)
    {
        if (!workflow.IsPredicate(taker)) return workflow.Steps[taker].Parameters;
        PredicateDescription asked = workflow.Asked(taker);
        return asked.Problem is null && workflow.IsAsked(taker) ? asked.Parameters : default;
    }

    /// <summary>Where a place is in what was written: the predicates that are asked for each item were not written twice.</summary>
    public static Place Written(this WorkflowDescription workflow, Place place) =>
        place.Step >= workflow.FirstOfItems() ? place with { Step = workflow.Steps.Count + workflow.ItemPredicates[place.Step - workflow.FirstOfItems()].Predicate } : place;

    private static bool IsDelay(this WorkflowDescription workflow, int taker) => taker >= workflow.FirstDelay() && taker < workflow.FirstOfItems();

    /// <summary>Whether anybody asks it as what it stands for there: a predicate that is asked for each item alone is none that is asked once a run.</summary>
    private static bool IsAsked(this WorkflowDescription workflow, int taker) =>
        taker >= workflow.FirstDelay() || !workflow.NotOfRun.Contains(taker - workflow.Steps.Count);

    private static PredicateDescription Asked(this WorkflowDescription workflow, int taker) =>
        workflow.IsDelay(taker) ? workflow.Delays[taker - workflow.FirstDelay()]
        : workflow.Predicates[taker < workflow.FirstDelay() ? taker - workflow.Steps.Count : workflow.ItemPredicates[taker - workflow.FirstOfItems()].Predicate];
}
