using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Perdure.Agents.A2A;

/// <summary>An agent's tasks, whether it tells of them by itself or has to be asked.</summary>
internal sealed class A2ATasks(A2ATransport transport, TimeProvider time, string? traceParent)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan SlowestLook = TimeSpan.FromSeconds(10);

    public A2AVersion Version => transport.Version;

    /// <summary>Sends a message, and tells what comes of it.</summary>
    public async IAsyncEnumerable<JsonElement> SendAsync(JsonObject message, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parameters = new JsonObject { ["message"] = message };
        if (transport.Streams)
        {
            await foreach (JsonElement result in transport.StreamAsync(A2AOperation.Stream, parameters, traceParent, cancellationToken).ConfigureAwait(false)) yield return result;
            yield break;
        }

        parameters["configuration"] = Version.ReturnAtOnce();
        JsonElement answer = await transport.CallAsync(A2AOperation.Send, parameters, traceParent, cancellationToken).ConfigureAwait(false);
        yield return answer;
        if (Version.Read(answer) is not { Kind: A2AUpdateKind.Task } task || task.Value.Text("id") is not { } id) yield break;
        await foreach (JsonElement result in LookOnAsync(id, cancellationToken).ConfigureAwait(false)) yield return result;
    }

    /// <summary>Tells of a task from where it is.</summary>
    public async IAsyncEnumerable<JsonElement> ReadOnAsync(JsonElement task, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Whoever reads stops here where the task is over.
        yield return task;
        if (task.Text("id") is not { } id) yield break;
        if (transport.Streams)
        {
            await using IAsyncEnumerator<JsonElement> told = transport.StreamAsync(A2AOperation.Subscribe, Named(id), traceParent, cancellationToken).GetAsyncEnumerator(cancellationToken);
            bool refused = false;
            while (!refused)
            {
                try
                {
                    if (!await told.MoveNextAsync().ConfigureAwait(false)) yield break;
                }
                catch (A2AFailure failure) when (failure.Code is A2AErrors.Unsupported or A2AErrors.NoSuchMethod)
                {
                    // It ended in the meantime, or cannot be listened to: it is asked.
                    refused = true;
                }

                if (!refused) yield return told.Current;
            }
        }

        await foreach (JsonElement result in LookOnAsync(id, cancellationToken).ConfigureAwait(false)) yield return result;
    }

    /// <summary>A task by its id, or by its context where its id is not known; null: there is none that can be found.</summary>
    /// <param name="messageId">A message that it has got; null: any task of the context.</param>
    public async Task<JsonElement?> LookAsync(string? id, string context, string? messageId, CancellationToken cancellationToken)
    {
        try
        {
            if (id is not null) return await GetAsync(id, cancellationToken).ConfigureAwait(false);
            if (!Version.Lists) return null;
            JsonElement list = await transport.CallAsync(A2AOperation.List, new JsonObject { ["contextId"] = context }, traceParent, cancellationToken).ConfigureAwait(false);
            List<JsonElement> tasks = [.. list.Items("tasks")];

            // The context is the try's own, so any task in it is the try's; should there be several, the one that names the message. A list leaves their artifacts out.
            string? found = tasks.Where(task => task.Items("history").Any(message => message.Text("messageId") == messageId)).Concat(tasks).Select(static task => task.Text("id")).FirstOrDefault();
            return found is null ? null : await GetAsync(found, cancellationToken).ConfigureAwait(false);
        }
        catch (A2AFailure failure) when (failure.Code is A2AErrors.NotFound or A2AErrors.Unsupported or A2AErrors.NoSuchMethod)
        {
            return null;
        }
    }

    public Task<JsonElement> GetAsync(string id, CancellationToken cancellationToken) => transport.CallAsync(A2AOperation.Get, Named(id), traceParent, cancellationToken);

    /// <returns>Whether the agent stops it, or it has ended by itself.</returns>
    public async Task<bool> CancelAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return HasStopped(await transport.CallAsync(A2AOperation.Cancel, Named(id), traceParent, cancellationToken).ConfigureAwait(false));
        }
        catch (A2AFailure failure) when (failure.Code is A2AErrors.NotCancelable)
        {
            return HasStopped(await GetAsync(id, cancellationToken).ConfigureAwait(false));
        }
        catch (A2AFailure)
        {
            // ADK and Strands have no such thing.
            return false;
        }
    }

    /// <summary>Waits before a task is looked at once more, for longer each time.</summary>
    public Task PauseAsync(int times, CancellationToken cancellationToken) => Task.Delay(times > 5 ? SlowestLook : FirstLook * Math.Min(1 << (times - 1), SlowestLook / FirstLook), time, cancellationToken);

    private static bool HasStopped(JsonElement task) => A2AVersion.State(task) is var state && !A2AVersion.IsAtWork(state) && !A2AVersion.IsAsking(state);

    private static JsonObject Named(string id) => new() { ["id"] = id };

    private async IAsyncEnumerable<JsonElement> LookOnAsync(string id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (TimeSpan pause = FirstLook; ; pause = pause * 2 < SlowestLook ? pause * 2 : SlowestLook)
        {
            yield return await GetAsync(id, cancellationToken).ConfigureAwait(false);
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
