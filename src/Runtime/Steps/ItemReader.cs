using System.Text;
using System.Text.Json;
using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.Steps;

/// <summary>Takes collections apart, and puts results together: items are stored one by one, and never as a whole.</summary>
internal sealed class ItemReader(IExecutionStore store, PayloadSerializer serializer)
{
    /// <summary>The items of the collections that a step maps over; of null, none.</summary>
    /// <exception cref="PayloadException">One of them cannot be read, or is no collection; or has more items than another.</exception>
    public IReadOnlyList<IReadOnlyList<StoredPayload>> Split(Guid executionId, IReadOnlyList<StoredPayload?> collections, string stepId)
    {
        IReadOnlyList<StoredPayload>[] items = [.. collections.Select(collection => Split(executionId, collection, $"the collection of step '{stepId}'"))];
        return items.All(one => one.Count == items[0].Count)
            ? items
            : throw new PayloadException($"Step '{stepId}' maps side by side over collections of {string.Join(" and ", items.Select(one => one.Count))} items, which have as many as one another by its plan: one of them was changed after it was recorded");
    }

    /// <summary>The items of a stored collection; of null, none.</summary>
    /// <exception cref="PayloadException">It cannot be read, or is no collection.</exception>
    public IReadOnlyList<StoredPayload> Split(Guid executionId, StoredPayload? collection, string what)
    {
        string json = serializer.ReadPlain(collection, new PayloadPlace(executionId), what);
        using JsonDocument document = Parse(json, what);
        return document.RootElement.ValueKind switch
        {
            JsonValueKind.Null => [],
            JsonValueKind.Array => [.. document.RootElement.EnumerateArray().Select(item => new StoredPayload(item.GetRawText()) { IsMade = true })],
            var kind => throw new PayloadException($"{Words.Capitalised(what)} is mapped over, and is stored as a JSON {kind}, not as an array"),
        };
    }

    /// <summary>The results of a mapped step as one collection, in the order of its items; of a failed item, null.</summary>
    /// <exception cref="PayloadException">One of them cannot be read.</exception>
    public async ValueTask<StoredPayload> GatherAsync(Guid executionId, string stepId, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredPayload?> items = await store.ReadItemsAsync(executionId, stepId, cancellationToken).ConfigureAwait(false);
        var json = new StringBuilder("[");
        for (var item = 0; item < items.Count; item++)
        {
            if (item > 0) json.Append(',');
            json.Append(items[item] is { } result ? serializer.ReadPlain(result, new PayloadPlace(executionId), $"the result of item {item + 1} of step '{stepId}'") : "null");
        }

        return new StoredPayload(json.Append(']').ToString()) { IsMade = true };
    }

    /// <summary>A gathered collection as a run's result is stored.</summary>
    /// <exception cref="PayloadException">It cannot be encoded, or is too large.</exception>
    public StoredPayload Store(Guid executionId, StoredPayload gathered) => serializer.StorePlain(gathered.Json, new PayloadPlace(executionId), "the result of the workflow");

    private static JsonDocument Parse(string json, string what)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1_000 });
        }
        catch (JsonException failure)
        {
            throw new PayloadException($"{Words.Capitalised(what)} is mapped over, and is no JSON, at byte {failure.BytePositionInLine}: it was changed after it was written", failure);
        }
    }
}
