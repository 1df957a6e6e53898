using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Perdure.Agents.Adk;

/// <summary>The events of a run, each once: from its stream, and behind its end, or where there is none, from its session, until the run is over there.</summary>
internal sealed class AdkStream(AdkSession session, AdkEndpoint endpoint, string operation, string? outputNode)
{
    private readonly HashSet<string> seen = [];
    private AdkEnding? ending;

    /// <param name="opened">The stream that the run was started with; null: none is open.</param>
    public async IAsyncEnumerable<JsonElement> ReadAsync(HttpResponseMessage? opened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool ended = false;
        if (opened is not null)
        {
            await using IAsyncEnumerator<SseItem<string>> items = session.Http.ReadEventsAsync(opened, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                JsonElement told;
                try
                {
                    ended = !await items.MoveNextAsync().ConfigureAwait(false);
                    if (ended) break;
                    told = AgentHttp.Parse(items.Current);
                }
                catch (ConnectionCut)
                {
                    // The run goes on without us.
                    break;
                }

                if (told.Text("id") is { } id) seen.Add(id);
                yield return told;
            }
        }

        // What is between us and the server may end a stream as well: the session says whether the run is over.
        await foreach (JsonElement told in PollAsync(ended && IsWhole(opened!), cancellationToken).ConfigureAwait(false)) yield return told;
    }

    /// <summary>Whether the end of an answer shows: one that lasts for as long as its connection ends where that breaks.</summary>
    private static bool IsWhole(HttpResponseMessage opened) => opened.Headers.TransferEncodingChunked is true || opened.Content.Headers.ContentLength is not null || opened.Version.Major > 1;

    /// <param name="isWhole">The run's stream was read to its end: that counts for an app of which nothing else tells it.</param>
    private async IAsyncEnumerable<JsonElement> PollAsync(bool isWhole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long news = session.Http.Time.GetTimestamp();
        while (true)
        {
            AdkRun? run = AdkRun.Find(await session.GetAsync(cancellationToken).ConfigureAwait(false), operation);
            foreach (JsonElement told in run?.Events ?? [])
            {
                if (told.Text("id") is { } id && !seen.Add(id)) continue;
                news = session.Http.Time.GetTimestamp();
                yield return told;
            }

            if (run is not null && await IsOverAsync(run, isWhole, cancellationToken).ConfigureAwait(false)) yield break;
            if (session.Http.Time.GetElapsedTime(news) >= endpoint.EndTimeout) throw Unknown(run);
            await Task.Delay(endpoint.PollInterval, session.Http.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsOverAsync(AdkRun run, bool isWhole, CancellationToken cancellationToken)
    {
        ending ??= AdkEnding.Of(await session.GetStructureAsync(cancellationToken).ConfigureAwait(false), outputNode);
        return ending.IsOver(run.Events) || (isWhole && !ending.IsKnown);
    }

    private AgentFailure Unknown(AdkRun? run) => new(AgentErrorKind.Ambiguous, run is null
        ? $"the session {session.Id} does not have the message that was sent to it"
        : $"the session {session.Id} has the message, and for {endpoint.EndTimeout} nothing new by which the run would be known to have ended; for an app of several agents name the one that answers last in OutputNode");
}
