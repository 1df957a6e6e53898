namespace Perdure.Planning;

/// <summary>
/// Steps, predicates and delays, as far as all take data by the same rules. A predicate's position is that behind the steps, that of a method which says how long a step waits behind the predicates: both take
/// what steps take, and nobody takes anything of them.
/// </summary>
internal static class Takers
{
    /// <summary>How many there are.</summary>
    public static int CountTakers(this WorkflowDescription workflow) => workflow.FirstDelay() + workflow.Delays.Count;

    /// <summary>The position of the first method that says how long a step waits.</summary>
    public static int FirstDelay(this WorkflowDescription workflow) => workflow.Steps.Count + workflow.Predicates.Count;

    /// <summary>Whether it is no step.</summary>
    public static bool IsPredicate(this WorkflowDescription workflow, int taker) => taker >= workflow.Steps.Count;

    /// <summary>The method's name.</summary>
    public static string Method(this WorkflowDescription workflow, int taker) => workflow.IsPredicate(taker) ? workflow.Asked(taker).Method : workflow.Steps[taker].Method;

    /// <summary>How a message speaks of it.</summary>
    public static string Called(this WorkflowDescription workflow, int taker, bool isFirst = true)
    {
        string kind = !workflow.IsPredicate(taker) ? "step" : taker < workflow.FirstDelay() ? "predicate" : "delay";
        return $"{(isFirst ? char.ToUpperInvariant(kind[0]) + kind.Substring(1) : kind)} '{workflow.Method(taker)}'";
    }

    /// <summary>Its parameters. A method that can be no predicate has none that anybody would look for.</summary>
    public static EquatableArray<ParameterDescription> Parameters(this WorkflowDescription workflow, int taker)
    {
        if (!workflow.IsPredicate(taker)) return workflow.Steps[taker].Parameters;
        PredicateDescription asked = workflow.Asked(taker);
        return asked.Problem is null ? asked.Parameters : default;
    }

    private static PredicateDescription Asked(this WorkflowDescription workflow, int taker) =>
        taker < workflow.FirstDelay() ? workflow.Predicates[taker - workflow.Steps.Count] : workflow.Delays[taker - workflow.FirstDelay()];
}
