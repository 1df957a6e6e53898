namespace Perdure;

/// <summary>A workflow that takes an input. A marker: the edges of the plan follow from the types of the steps.</summary>
/// <typeparam name="TIn">The input, given when a run is started.</typeparam>
/// <typeparam name="TOut">The result, or <see cref="None"/>.</typeparam>
#pragma warning disable CA1040 // The types are the contract; a member could not be implemented by netstandard2.0 libraries.
public interface IWorkflow<TIn, TOut>;

/// <summary>A workflow without an input.</summary>
/// <typeparam name="TOut">The result, or <see cref="None"/>.</typeparam>
public interface IWorkflow<TOut>;
#pragma warning restore CA1040
