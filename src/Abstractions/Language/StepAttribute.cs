namespace Perdure;

/// <summary>What <see cref="StepAttribute"/> and <see cref="StepAttribute{TAgent}"/> have in common. There are no other kinds of step.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public abstract class StepBaseAttribute : Attribute
{
    private protected StepBaseAttribute()
    {
    }

    /// <summary>The durable id of the step. Where null: the method's name less <c>Async</c>. Name the old id here when the method is renamed.</summary>
    public string? Id { get; set; }

    /// <summary>The name of the result, by which a parameter picks it where several results have its type. Where null: the method's name less <c>Async</c>, camel-cased.</summary>
    public string? As { get; set; }
}

/// <summary>Marks a method of a workflow as a code step: its body runs, and its result is committed before anything builds on it.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class StepAttribute : StepBaseAttribute;

/// <summary>Marks a partial method of a workflow as a declared step: the generator writes its body, which calls an agent, or runs another workflow as a child and takes its result.</summary>
/// <typeparam name="TAgent">A class with <see cref="AgentAttribute"/>, or with <see cref="WorkflowAttribute"/>.</typeparam>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class StepAttribute<TAgent> : StepBaseAttribute
    where TAgent : class
{
    /// <summary>Of a step that runs a child workflow: what becomes of the child when its parent has failed or is cancelled.</summary>
    public ParentClosePolicy ParentClose { get; set; }
}
