using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Perdure.Coordination.Modifiers;
using Perdure.Payloads;
using Perdure.State;

namespace Perdure.Steps;

/// <summary>The keys under which runs share results: the SHA-256 of a scope, a version and the plain input, written as JSON so that no two of them read alike.</summary>
internal static class CacheKeys
{
    /// <summary>The key of a step's, or an item's, result.</summary>
    /// <exception cref="PayloadException">An input cannot be decoded.</exception>
    public static byte[] Of(Guid executionId, WorkflowPlan plan, CacheLookup lookup, PayloadSerializer serializer)
    {
        StepPlan step = plan.Steps[lookup.Unit.Step];
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (step.Cache!.Scope == CacheScope.Agent)
            {
                json.WriteString("agent", step.Agent);
            }
            else
            {
                json.WriteString("workflow", plan.Name);
                json.WriteString("step", step.Id);
            }

            if (step.Cache.Version is { } version) json.WriteString("version", version);
            if (step.Cache.Takes is { } takes) json.WriteString("takes", takes);
            json.WriteStartObject("inputs");
            foreach ((string name, StoredPayload? value) in Inputs(step, lookup))
            {
                json.WritePropertyName(name);
                json.WriteRawValue(serializer.ReadPlain(value, new PayloadPlace(executionId), $"what '{name}' of step '{step.Id}' takes"), skipInputValidation: true);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return SHA256.HashData(buffer.WrittenSpan);
    }

    /// <summary>A payload's place among the entries, for codecs that bind it there.</summary>
    public static PayloadPlace PlaceOf(byte[] key) => new(new Guid(key.AsSpan(0, 16), bigEndian: true));

    /// <summary>What a step takes, by the parameters' names; what was skipped is missing.</summary>
    private static IEnumerable<(string Name, StoredPayload? Value)> Inputs(StepPlan step, CacheLookup lookup)
    {
        IReadOnlyList<int> mapped = lookup.Unit.Item > 0 ? step.Map!.Producers() : [];
        bool[] areNamed = [.. mapped.Select(producer => step.Inputs.Count(input => input.Producer == producer) == 1)];
        foreach (StepInput input in step.Inputs.OrderBy(input => input.Parameter, StringComparer.Ordinal))
        {
            if (NamedItem(input, mapped, areNamed) is >= 0 and var collection)
            {
                yield return (input.Parameter, lookup.Inputs[WorkflowPlan.ItemOf(collection)]);
                continue;
            }

            foreach (int producer in input.Producers)
            {
                if (lookup.Inputs.TryGetValue(producer, out StoredPayload? value)) yield return (input.Parameter, value);
            }
        }

        // What a time-out came to is missing.
        if (step.Signal is { } signal && lookup.Inputs.TryGetValue(WorkflowPlan.SignalProducer, out StoredPayload? sent)) yield return (signal.Parameter, sent);

        // Of a step that takes an item and the whole collection too nothing tells which parameter is which; no parameter has a name like this.
        for (var collection = 0; collection < mapped.Count; collection++)
        {
            if (!areNamed[collection]) yield return (collection == 0 ? "(item)" : $"(item {collection + 1})", lookup.Inputs[WorkflowPlan.ItemOf(collection)]);
        }
    }

    /// <summary>Of which collection a parameter takes an item, where it alone takes something of it; -1: of none.</summary>
    private static int NamedItem(StepInput input, IReadOnlyList<int> mapped, bool[] areNamed)
    {
        for (var collection = 0; collection < mapped.Count; collection++)
        {
            if (areNamed[collection] && mapped[collection] == input.Producer) return collection;
        }

        return -1;
    }
}
