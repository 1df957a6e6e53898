namespace Perdure;

/// <summary>Something that answers an input: local code, a model, a remote agent.</summary>
/// <typeparam name="TIn">What it takes.</typeparam>
/// <typeparam name="TOut">What it returns.</typeparam>
public interface IAgent<in TIn, TOut>
{
    /// <summary>Answers one input. May be called at the same time by many runs, and again for the same input after a crash.</summary>
    /// <param name="input">The input.</param>
    /// <param name="context">The run, step and attempt on whose behalf it is called.</param>
    /// <param name="cancellationToken">Cancelled when the attempt has timed out, the run is cancelled or the worker stops.</param>
    /// <returns>The answer, which is stored as JSON.</returns>
    ValueTask<TOut> InvokeAsync(TIn input, AgentContext context, CancellationToken cancellationToken);
}
