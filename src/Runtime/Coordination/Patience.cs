using Microsoft.Extensions.Logging;

namespace Perdure.Coordination;

/// <summary>
/// Asks the database until it answers. A connection that broke is no reason to set a run aside: what the run's steps do goes on meanwhile, and if the
/// database stays away, the lease decides. What would be refused for ever is not asked again. Only for questions that may be asked twice.
/// </summary>
/// <param name="time">For the pauses.</param>
/// <param name="logger">For what it waits for.</param>
/// <param name="over">Ends all asking.</param>
/// <param name="refused">Told of a refusal that no other question would escape: a worker has to begin anew.</param>
internal sealed partial class Patience(TimeProvider time, ILogger logger, CancellationToken over, Action<DatabaseRefusalException>? refused = null)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Asks until there is an answer, or a refusal that would not change.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="OperationCanceledException">Whoever asks no longer wants to know, or the incarnation is over.</exception>
    /// <exception cref="DatabaseRefusalException">The database would say the same again.</exception>
    public async ValueTask<T> AskAsync<T>(Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over, cancellationToken);
        return await AskUntilAsync(ask, either.Token).ConfigureAwait(false);
    }

    /// <inheritdoc cref="AskAsync{T}(Func{CancellationToken, ValueTask{T}}, CancellationToken)"/>
    public ValueTask<T> AskAsync<T>(Func<CancellationToken, ValueTask<T>> ask) => AskUntilAsync(ask, over);

    private async ValueTask<T> AskUntilAsync<T>(Func<CancellationToken, ValueTask<T>> ask, CancellationToken ending)
    {
        for (TimeSpan pause = Shortest; ; pause = pause * 2 < Longest ? pause * 2 : Longest)
        {
            try
            {
                return await ask(ending).ConfigureAwait(false);
            }
            catch (Exception failure) when (DatabaseRefusalException.IsPassing(failure) && !ending.IsCancellationRequested)
            {
                LogAskedAgain(logger, pause == Shortest ? LogLevel.Warning : LogLevel.Debug, failure);
                await Task.Delay(pause, time, ending).ConfigureAwait(false);
            }
            catch (Exception failure) when (!ending.IsCancellationRequested && DatabaseRefusalException.Of(failure) is { } refusal)
            {
                if (refusal.IsAboutAccess) refused?.Invoke(refusal);
                throw refusal;
            }
        }
    }

    [LoggerMessage(EventId = 505, Message = "The database did not answer; it is asked again")]
    private static partial void LogAskedAgain(ILogger logger, LogLevel level, Exception failure);
}
