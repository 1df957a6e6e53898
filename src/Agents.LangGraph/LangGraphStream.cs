using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Perdure.Agents.LangGraph;

/// <summary>The events of a run, each once, however often the connection breaks: they are numbered, and read on behind the last that came.</summary>
internal sealed class LangGraphStream(AgentHttp http, LangGraphThread thread, string run)
{
    /// <summary>In succession, without one event between. Then the turn is sent again by whoever asked, who finds the run as well.</summary>
    private const int MaxCuts = 3;

    private const string FromTheStart = "-1";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <param name="opened">The stream that the run was started with; null: none is open.</param>
    /// <param name="cursor">The event behind which it is read on; null: from the start.</param>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(HttpResponseMessage? opened, string? cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string last = cursor ?? FromTheStart;
        for (int cuts = 0; ;)
        {
            using HttpResponseMessage response = opened ?? await thread.JoinAsync(run, last, cancellationToken).ConfigureAwait(false);
            opened = null;
            await using IAsyncEnumerator<SseItem<string>> items = http.ReadEventsAsync(response, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await items.MoveNextAsync().ConfigureAwait(false)) yield break;
                }
                catch (ConnectionCut cut)
                {
                    if (++cuts > MaxCuts) throw new AgentFailure(cut.Error with { Kind = AgentErrorKind.Unavailable }, cut);
                    break;
                }

                cuts = 0;
                last = items.Current.EventId ?? last;
                yield return items.Current;
            }

            await Task.Delay(Pause * cuts, http.Time, cancellationToken).ConfigureAwait(false);
        }
    }
}
