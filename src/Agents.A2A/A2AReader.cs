using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Perdure.Agents.A2A;

/// <summary>Reads one stream into a turn, until the turn or the stream ends.</summary>
/// <param name="sends">Whether the stream begins with our message, so that a refusal says that it was not taken.</param>
internal sealed class A2AReader<TOut>(IAsyncEnumerable<JsonElement> source, A2ATurn<TOut> turn, bool sends)
{
    /// <summary>How much was read.</summary>
    public int Count { get; private set; }

    /// <summary>Whether anything was read.</summary>
    public bool HasRead => Count > 0;

    /// <summary>Why the stream ended early; null: it ended by itself.</summary>
    public ConnectionCut? Failure { get; private set; }

    /// <exception cref="AgentFailure">The agent refuses, or its answer does not fit.</exception>
    public async IAsyncEnumerable<AgentEvent<TOut>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<JsonElement> results = source.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            AgentFailure? refusal = null;
            try
            {
                if (!await results.MoveNextAsync().ConfigureAwait(false)) yield break;
            }
            catch (ConnectionCut cut)
            {
                Failure = cut;
                yield break;
            }
            catch (AgentFailure refused) when (sends && !HasRead)
            {
                refusal = refused;
            }

            if (refusal is not null)
            {
                // The same turn may come again, and is to know that its message was not taken.
                if (refusal.Error.IsTransient) yield return new AgentEvent<TOut>.Started(SendMark.Withdraw(turn.Handle));
                throw refusal is A2AFailure { Code: A2AErrors.Unsupported } && turn.Answers
                    ? new AgentFailure(refusal.Error with { Kind = AgentErrorKind.InterruptNotPending }, refusal)
                    : refusal;
            }

            Count++;
            foreach (AgentEvent<TOut> told in turn.Take(results.Current)) yield return told;
            if (turn.HasEnded) yield break;
        }
    }
}
