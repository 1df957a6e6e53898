namespace Perdure.Planning;

/// <summary>Reads how steps are undone.</summary>
internal sealed partial class DocumentReader
{
    /// <summary>The name of an agent says all where what it takes is found by its type.</summary>
    private CompensateDocument? ReadCompensate(ObjectReader step)
    {
        if (step.Value("compensate") is not { } value) return null;
        if (value.Kind == JsonKind.Text) return new CompensateDocument(value.Range, new Written<string>(value.Text, value.Range));
        if (step.Object("compensate", DocumentProperties.Compensate, "the name of an agent or an object as { \"agent\": \"refund\" }") is not { } undo) return null;
        if (undo.Find("agent") is null) undo.Report(FirstCharacter(value.Range), "has no 'agent', which undoes the step");
        return undo.Text("agent") is { } agent
            ? new CompensateDocument(value.Range, agent) { Whole = ReadWhole(undo), Takes = ReadTakes(undo), Retry = ReadRetry(undo), NonRetryable = ReadNonRetryable(undo), Timeout = undo.Text("timeout") }
            : null;
    }
}
