namespace Perdure.Planning;

/// <summary>Translates what steps wait for that is neither a step nor a signal, and what they are tried again after.</summary>
internal sealed partial class DocumentTranslator
{
    private readonly List<PredicateDescription> delays = [];

    private void CheckQueues()
    {
        foreach (StepDocument step in document.Steps)
        {
            if (step.Queue is not { } queue || types.Queues.Contains(queue.Value)) continue;
            findings.Add(DocumentRules.UnknownName, queue.Range, $"Step '{step.Id.Value}'", "queue", queue.Value, $"which nobody declares{Wording.DidYouMean(NearNames.Find(queue.Value, types.Queues))}");
        }
    }

    /// <summary>A queue, and in the place of a method the value that is the key. Whether the step takes that is judged by the planner.</summary>
    private OnQueueDescription ReadQueue(StepDocument step, Written<string> queue, ReferenceScope scope)
    {
        if (step.QueueKey is not { } written || references.Read(written, $"'queue.key' of step '{step.Id.Value}'", scope) is not { } reference) return new OnQueueDescription(queue.Value, null);
        return new OnQueueDescription(queue.Value, written.Value)
        {
            Method = new QueueKeyDescription(written.Value, new([TakeTaken(step, "key", reference, null)]))
            {
                Returned = 0,
                Problem = IsKey(reference.Type) ? null : $"is '{reference.Type.DisplayWithNullability}': a key is a text, a whole number, a Guid or an enum",
            },
        };
    }

    private bool IsKey(TypeDescription type) =>
        type.Key == "string" || Literals.IsInteger(type) && type.Key != "ulong" || types.Switch(type) is { Kind: SwitchKind.Enum or SwitchKind.Flags } || type.Key == types.Type("System.Guid").Type?.Key;

    /// <summary>The name of what says how long a step waits: the value in the place of a method; null: something is wrong with it, which is reported.</summary>
    private string? ReadDelay(StepDocument step, Written<string> by, ReferenceScope scope)
    {
        string called = $"'delay.by' of step '{step.Id.Value}'";
        if (step.ForEach is not null && by.Value.Split('.')[0] == DocumentReference.Item)
        {
            findings.Add(DocumentRules.BadReference, by.Range, ObjectReader.Start(called), by.Value, "but the wait comes before the first item");
            return null;
        }

        if (references.Read(by, called, scope) is not { } reference) return null;
        bool isTime = !reference.Type.IsNullable && Times.Any(time => types.Type(time).Type?.Key == reference.Type.Key);
        var delay = new PredicateDescription($"{step.Id.Value}.delay", new([Take("time", reference, null)]))
        {
            Returned = 0,
            Problem = isTime ? null : $"is '{by.Value}', which is '{reference.Type.DisplayWithNullability}' and not 'TimeSpan' or 'DateTimeOffset'",
        };
        places.NoteDelay(by.Range);
        delays.Add(delay);
        return delay.Method;
    }

    /// <summary>What says how long, and what says until when.</summary>
    private static readonly string[] Times = ["System.TimeSpan", "System.DateTimeOffset"];

    /// <summary>A retry with the exceptions that it names, looked up.</summary>
    private RetryDescription? ReadRetry(Written<RetryDescription>? retry, EquatableArray<Written<string>> nonRetryable, string called)
    {
        if (retry is null || nonRetryable.Count == 0) return retry?.Value;
        TypeDescription[] named = [.. nonRetryable.Select(name => calleeReader.ReadType(name, called)?.Type).OfType<TypeDescription>()];
        TypeDescription? exception = types.Type("System.Exception").Type;
        return retry.Value with
        {
            NonRetryable = new(named.Select(type => type.Key)),
            NoException = Array.Find(named, type => exception is null || !types.Converts(type, exception))?.Display,
        };
    }
}
