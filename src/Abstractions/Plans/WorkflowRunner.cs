using System.ComponentModel;
using System.Data.Common;

namespace Perdure;

/// <summary>Calls the steps of one workflow. Written by the generator.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class WorkflowRunner
{
    /// <summary>Calls one step.</summary>
    /// <param name="step">The step's index in the plan.</param>
    /// <param name="call">What the step is given.</param>
    /// <returns>The step's result as its declared type, or null where it returns nothing.</returns>
    public abstract ValueTask<object?> RunAsync(int step, StepCall call);

    /// <summary>Makes what the child of a step takes.</summary>
    /// <param name="step">The step's index in the plan.</param>
    /// <param name="call">What the step is given.</param>
    /// <returns>The input of the child's run, as the type that its workflow declares.</returns>
    public virtual object? MakeInput(int step, StepCall call) => throw new NotSupportedException($"Step {step} of the plan makes no input in its runner: rebuild the project");

    /// <summary>Asks a predicate.</summary>
    /// <param name="predicate">Its position in <see cref="WorkflowPlan.Predicates"/>.</param>
    /// <param name="call">What it is given.</param>
    /// <returns>What it says.</returns>
    public virtual bool Test(int predicate, PlanCall call) => throw new NotSupportedException($"Predicate {predicate} of the plan is not in its runner: rebuild the project");

    /// <summary>Asks a predicate about one item. What each of <see cref="ItemPredicatePlan.Items"/> takes is read as that of <see cref="WorkflowPlan.ItemOf"/> its position.</summary>
    /// <param name="predicate">Its position in <see cref="WorkflowPlan.ItemPredicates"/>.</param>
    /// <param name="call">What it is given.</param>
    /// <returns>What it says.</returns>
    public virtual bool TestItem(int predicate, PlanCall call) => throw new NotSupportedException($"Predicate {predicate} of items of the plan is not in its runner: rebuild the project");

    /// <summary>Selects a case.</summary>
    /// <param name="selection">The position of the switch in <see cref="WorkflowPlan.Switches"/>.</param>
    /// <param name="call">Reads the result that decides.</param>
    /// <returns>A position in <see cref="SwitchPlan.Cases"/>, or <see cref="ConditionPlan.Otherwise"/>.</returns>
    /// <exception cref="UnknownCaseException">No case names the value, and there is no <see cref="OtherwiseAttribute"/>.</exception>
    public virtual int Select(int selection, PlanCall call) => throw new NotSupportedException($"Switch {selection} of the plan is not in its runner: rebuild the project");

    /// <summary>Asks how long a step waits before its first attempt.</summary>
    /// <param name="step">The step's index in the plan.</param>
    /// <param name="call">What is given to the method of <see cref="StepPlan.DelayBy"/>.</param>
    /// <returns>What it says.</returns>
    public virtual DelayAnswer GetDelay(int step, PlanCall call) => throw new NotSupportedException($"Step {step} of the plan has no delay in its runner: rebuild the project that its workflow is in");

    /// <summary>Whether a repeated step is done. Asked behind each round; the round's result is read as that of <see cref="WorkflowPlan.RoundProducer"/>.</summary>
    /// <param name="step">The step's index in the plan.</param>
    /// <param name="call">What the round was given.</param>
    /// <returns>Whether there is no further round.</returns>
    public virtual bool IsDone(int step, StepCall call) => throw new NotSupportedException($"Step {step} has no predicate that could end its rounds: rebuild the project that its workflow is in");

    /// <summary>For whom a slot of a step's queue is.</summary>
    /// <param name="step">The step's index in the plan.</param>
    /// <param name="call">What the step is given.</param>
    /// <returns>The key; null: none.</returns>
    public virtual string? GetQueueKey(int step, PlanCall call) => throw new NotSupportedException($"Step {step} of the plan has no key of its queue in its runner: rebuild the project");

    /// <summary>Undoes one step.</summary>
    /// <param name="step">The step's index in the plan.</param>
    /// <param name="call">What the undo is given.</param>
    /// <returns>A task that ends with the undo.</returns>
    public virtual ValueTask CompensateAsync(int step, StepCall call) => throw new NotSupportedException($"Step {step} of the plan has no undo in its runner: rebuild the project that its workflow is in");
}

/// <summary>What a runner is given to read: the run's data, the services. Implemented by the runtime.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PlanCall
{
    /// <summary>The services of this call.</summary>
    public abstract IServiceProvider Services { get; }

    /// <summary>Whether there is a value: a step that was skipped has none.</summary>
    /// <param name="producer">The producing step's index, or <see cref="WorkflowPlan.InputProducer"/>.</param>
    /// <returns>Whether it can be read.</returns>
    public virtual bool Has(int producer) => true;

    /// <summary>Reads the workflow's input or a step's result.</summary>
    /// <typeparam name="T">The type that <paramref name="type"/> stands for.</typeparam>
    /// <param name="producer">The producing step's index, or <see cref="WorkflowPlan.InputProducer"/>.</param>
    /// <param name="type">How it is read.</param>
    /// <returns>The value; a new object at every call, save that a predicate of items is given the same one beside each item.</returns>
    public abstract T Read<T>(int producer, PayloadType type);
}

/// <summary>What a runner is given to call one step: the run's data, the agents, the services. Implemented by the runtime.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class StepCall : PlanCall
{
    /// <summary>The step's place in the run.</summary>
    public abstract StepContext Context { get; }

    /// <summary>Cancelled when the attempt has timed out, the run is cancelled or the worker stops.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>For an undo: why the run failed; null: it was cancelled.</summary>
    public virtual StepError? Cause => null;

    /// <summary>An agent that a code step takes as a parameter.</summary>
    /// <typeparam name="TAgent">The agent's class.</typeparam>
    /// <returns>The agent.</returns>
    public abstract TAgent GetAgent<TAgent>()
        where TAgent : class;

    /// <summary>The transaction that a code step takes as a parameter. Its result is recorded in it, and it is committed when the step has returned.</summary>
    /// <returns>The transaction; of the driver of the database that the run is stored in.</returns>
    public abstract DbTransaction GetTransaction();

    /// <summary>Calls the agent of a declared step.</summary>
    /// <typeparam name="TAgent">The agent's class.</typeparam>
    /// <typeparam name="TIn">What it takes.</typeparam>
    /// <typeparam name="TOut">What it returns.</typeparam>
    /// <param name="input">Its input.</param>
    /// <returns>Its answer.</returns>
    public abstract ValueTask<TOut> InvokeAgentAsync<TAgent, TIn, TOut>(TIn input)
        where TAgent : class, IAgent<TIn, TOut>;
}
