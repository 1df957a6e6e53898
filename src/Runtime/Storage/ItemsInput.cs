using System.Text.Json;
using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>Among the inputs in the row of a mapped step, what its conditions said of the items: with the parameter that takes them, by the predicates' ids, a character an item.</summary>
/// <param name="Verdicts">Predicates and what they said.</param>
internal sealed record ItemsInput(IReadOnlyList<(string Predicate, string Said)> Verdicts)
{
    /// <summary>The parameter of a mapped step that takes the items.</summary>
    public static StepInput Of(StepPlan step) => step.Inputs.First(input => input.Producer == step.Map!.Producer);

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("verdicts");
        foreach ((string predicate, string said) in Verdicts) json.WriteString(predicate, said);
        json.WriteEndObject();
    }

    /// <summary>What a row tells; nothing: nobody has asked.</summary>
    public static IReadOnlyDictionary<string, string> Read(string inputs, StepInput items)
    {
        using var json = JsonDocument.Parse(inputs, new JsonDocumentOptions { MaxDepth = PayloadSerializer.MaxDepth + 2 });
        return json.RootElement.TryGetProperty(items.Parameter, out JsonElement input) && input.TryGetProperty("verdicts"u8, out JsonElement verdicts)
            ? verdicts.EnumerateObject().ToDictionary(verdict => verdict.Name, verdict => verdict.Value.GetString()!)
            : new Dictionary<string, string>();
    }
}
