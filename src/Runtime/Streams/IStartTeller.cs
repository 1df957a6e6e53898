using Perdure.State;

namespace Perdure.Streams;

/// <summary>Lets a checkpoint tell of the start of an attempt.</summary>
internal interface IStartTeller
{
    /// <summary>Ends when a checkpoint has told of the start.</summary>
    /// <param name="unit">The step, or the item or round of it.</param>
    /// <exception cref="OperationCanceledException">The run is not driven on here.</exception>
    Task TellStartAsync(StepUnit unit);

    /// <summary>Lets a checkpoint tell of what a remote agent has told.</summary>
    /// <param name="news">What it told.</param>
    /// <returns>Ends when that is committed; cancelled where the run is not driven on here.</returns>
    Task TellAsync(Agents.AgentNews news);
}
