using Microsoft.Extensions.Logging;
using Perdure.Coordination;
using Perdure.Coordination.Modifiers;
using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.Steps;

/// <summary>The results that runs take from one another. It saves work and decides nothing: where it cannot be read, the step runs.</summary>
internal sealed partial class StepCache(IStepDataStore store, PayloadSerializer serializer, Patience patience, TimeProvider time, ILogger logger)
{
    /// <summary>How long a run waits for its results to be kept for others.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Looks for results, all in one question.</summary>
    public async ValueTask<IReadOnlyList<CacheAnswer>> LookUpAsync(Guid executionId, WorkflowPlan plan, IReadOnlyList<CacheLookup> lookups)
    {
        (CacheLookup Lookup, byte[]? Key)[] asked = [.. lookups.Select(lookup => (lookup, KeyOf(executionId, plan, lookup)))];
        byte[][] keys = [.. asked.Select(one => one.Key).OfType<byte[]>()];
        IReadOnlyDictionary<int, CacheRow> found = keys.Length == 0
            ? new Dictionary<int, CacheRow>()
            : await patience.AskAsync(cancellationToken => store.ReadCacheAsync(keys, cancellationToken)).ConfigureAwait(false);
        List<CacheAnswer> answers = [];
        var position = 0;
        foreach ((CacheLookup lookup, byte[]? key) in asked)
        {
            CacheHit? hit = key is not null && found.TryGetValue(position++, out CacheRow? row) ? Take(executionId, plan.Steps[lookup.Unit.Step], key, row) : null;
            answers.Add(new CacheAnswer(lookup.Unit, key, hit));
        }

        return answers;
    }

    /// <summary>Keeps results for others, once they are committed. What cannot be kept is done again by whoever would have taken it.</summary>
    public async ValueTask KeepAsync(Guid executionId, IReadOnlyList<CacheableResult> results)
    {
        if (results.Count == 0) return;
        try
        {
            using var limit = new CancellationTokenSource(Limit, time);
            CacheEntry[] entries = [.. results.DistinctBy(result => Convert.ToHexString(result.Key)).Select(result => EntryOf(executionId, result))];
            await store.WriteCacheAsync(executionId, entries, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            LogNotKept(logger, failure, executionId);
        }
    }

    /// <summary>The key; null: an input cannot be decoded, and the attempt will fail with the words that say so.</summary>
    private byte[]? KeyOf(Guid executionId, WorkflowPlan plan, CacheLookup lookup)
    {
        try
        {
            return CacheKeys.Of(executionId, plan, lookup, serializer);
        }
        catch (PayloadException)
        {
            return null;
        }
    }

    /// <summary>A result of another run as this one stores it: a codec may bind it to where it stands.</summary>
    private CacheHit? Take(Guid executionId, StepPlan step, byte[] key, CacheRow row)
    {
        string what = $"the kept result of step '{step.Id}'";
        try
        {
            return new CacheHit(row.ExecutionId, serializer.StorePlain(serializer.ReadPlain(row.Value, CacheKeys.PlaceOf(key), what), new PayloadPlace(executionId), what));
        }
        catch (PayloadException failure)
        {
            LogUnreadable(logger, failure, step.Id, executionId);
            return null;
        }
    }

    private CacheEntry EntryOf(Guid executionId, CacheableResult result)
    {
        string what = $"the result of step '{result.Step.Id}'";
        string json = serializer.ReadPlain(result.Output, new PayloadPlace(executionId), what);
        return new CacheEntry(result.Key, result.Step.Id, serializer.StorePlain(json, CacheKeys.PlaceOf(result.Key), what), result.Step.Cache!.TimeToLive);
    }

    [LoggerMessage(305, LogLevel.Warning, "Results of execution {ExecutionId} could not be kept for other runs, which do them again")]
    private static partial void LogNotKept(ILogger logger, Exception failure, Guid executionId);

    [LoggerMessage(306, LogLevel.Warning, "A kept result of step '{Step}' cannot be read, and execution {ExecutionId} does it again")]
    private static partial void LogUnreadable(ILogger logger, Exception failure, string step, Guid executionId);
}
