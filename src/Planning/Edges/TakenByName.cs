namespace Perdure.Planning;

/// <summary>
/// What an undo or a key takes where it says whose value that is, as those of documents do. It takes what its step takes: of the same producer, though perhaps another member of it. A method says nothing, and
/// binds by name and type.
/// </summary>
internal static class TakenByName
{
    /// <summary>Whether a parameter says whose value it takes.</summary>
    public static bool SaysWhose(ParameterDescription parameter) => parameter.From is not null || parameter.IsInput || parameter.ForEach is not null;

    /// <summary>The step whose result a parameter says that it takes, or <see cref="PlanArgument.Input"/>.</summary>
    public static int Producer(WorkflowDescription workflow, ParameterDescription parameter) =>
        parameter.IsInput ? PlanArgument.Input : workflow.Steps.ToList().FindIndex(other => other.Method == parameter.From);

    /// <summary>The parameter of the step that takes of the same producer; -1: the step takes nothing of it.</summary>
    public static int Find(WorkflowDescription workflow, StepEdges edges, int step, ParameterDescription parameter)
    {
        ParameterDescription[] taken = [.. workflow.Steps[step].Parameters];
        if (parameter.ForEach is not null) return Array.FindIndex(taken, one => one.ForEach is not null);
        int producer = Producer(workflow, parameter);
        return Array.FindIndex([.. Enumerable.Range(0, taken.Length)], one => taken[one] is { Role: ParameterRole.Data, ForEach: null } && edges.ProducersOf(step, one) is [var only] && only == producer);
    }

    /// <summary>The same, or the parameter that takes what another step took apart of that producer's result. Both were there before the step was.</summary>
    public static int FindBehind(WorkflowDescription workflow, StepEdges edges, int step, ParameterDescription parameter)
    {
        int direct = Find(workflow, edges, step, parameter);
        if (direct >= 0 || parameter.ForEach is not null) return direct;
        int producer = Producer(workflow, parameter);
        return Array.FindIndex(
            [.. Enumerable.Range(0, workflow.Steps[step].Parameters.Count)],
            one => edges.ProducersOf(step, one) is [>= 0 and var only] && workflow.Steps[only].Returned is { } returned && edges.ProducersOf(only, returned) is [var behind] && behind == producer);
    }

    /// <summary>How a message calls what a parameter says.</summary>
    public static string Called(ParameterDescription parameter) => Wording.Quoted(parameter.ForEach is not null ? "item" : parameter.IsInput ? "input" : parameter.From!);
}
