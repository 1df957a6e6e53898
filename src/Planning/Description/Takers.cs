namespace Perdure.Planning;

/// <summary>
/// Steps and predicates, as far as both take data by the same rules. A predicate's position is that behind the steps: it takes what steps take, and nobody takes anything of it.
/// </summary>
internal static class Takers
{
    /// <summary>How many there are.</summary>
    public static int CountTakers(this WorkflowDescription workflow) => workflow.Steps.Count + workflow.Predicates.Count;

    /// <summary>Whether it is a predicate.</summary>
    public static bool IsPredicate(this WorkflowDescription workflow, int taker) => taker >= workflow.Steps.Count;

    /// <summary>The method's name.</summary>
    public static string Method(this WorkflowDescription workflow, int taker) =>
        workflow.IsPredicate(taker) ? workflow.Predicates[taker - workflow.Steps.Count].Method : workflow.Steps[taker].Method;

    /// <summary>How a message speaks of it.</summary>
    public static string Called(this WorkflowDescription workflow, int taker, bool isFirst = true) =>
        $"{(workflow.IsPredicate(taker) ? isFirst ? "Predicate" : "predicate" : isFirst ? "Step" : "step")} '{workflow.Method(taker)}'";

    /// <summary>Its parameters. A method that can be no predicate has none that anybody would look for.</summary>
    public static EquatableArray<ParameterDescription> Parameters(this WorkflowDescription workflow, int taker)
    {
        if (!workflow.IsPredicate(taker)) return workflow.Steps[taker].Parameters;
        PredicateDescription predicate = workflow.Predicates[taker - workflow.Steps.Count];
        return predicate.Problem is null ? predicate.Parameters : default;
    }
}
