using System.Diagnostics;
using Perdure;
using Press.Display;

namespace Press;

/// <summary>Follows a run: shows what its agents say as they say it, and has a person answer what they ask.</summary>
/// <param name="isDying">The process is killed at the editor's fifth word, as a power cut would.</param>
internal sealed class Follower(Desk desk, LiveText live, bool isDying)
{
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(300);

    private int words;

    /// <summary>Follows the run to its end.</summary>
    /// <returns>Whether it has ended; false where it waits for a person who is not there.</returns>
    public async Task<bool> FollowAsync(WorkflowHandle<Page> run, CancellationToken cancellationToken)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var told = run.StreamAsync(typeInfo: AgentStreamJson.Default.AgentStreamItem, cancellationToken: reading.Token).GetAsyncEnumerator(reading.Token);
        var next = told.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                // While it is quiet somebody may be asked.
                if (await Task.WhenAny(next, Task.Delay(Silence, cancellationToken)) != next)
                {
                    if (await desk.AskAsync(run, live, cancellationToken)) continue;
                    return false;
                }

                if (!await next) break;
                await live.SayAsync(told.Current);
                DieAt(told.Current);
                next = told.MoveNextAsync().AsTask();
            }

            await live.EndAsync();
            return true;
        }
        finally
        {
            // A stream cannot be let go of while it is read.
            await reading.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void DieAt(StreamItem<AgentStreamItem> item)
    {
        if (isDying && item is { StepId: "Edit", Value: AgentDelta } && ++words == 5) Process.GetCurrentProcess().Kill();
    }
}
