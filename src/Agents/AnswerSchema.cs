using System.Text.Json;
using Json.Schema;

namespace Perdure.Agents;

/// <summary>Compares a person's answer with the JSON Schema that a runtime asks for one by.</summary>
internal static class AnswerSchema
{
    private const int LongestAnswer = 256 * 1024;

    /// <summary>
    /// What is wrong with an answer: its path, what is expected there and what was found; null: nothing that is known here. A schema that cannot be read, or that could keep whoever reads it at work for ever, checks nothing: the runtime has
    /// the last word.
    /// </summary>
    public static string? Check(string? schema, string value)
    {
        if (schema is not null && value.Length > LongestAnswer) return $"at $ an answer of {LongestAnswer / 1024} KiB at most is expected, and one of {value.Length / 1024} KiB was found";
        if (!JsonReading.TryParse(value, out JsonElement answer)) return "at $ JSON is expected, and something else was found";
        if (schema is null || HarmlessSchema.Of(schema, answer) is not { } harmless || Read(harmless.Text) is not { } known) return null;
        EvaluationResults results;
        try
        {
            results = known.Evaluate(answer, new EvaluationOptions { OutputFormat = OutputFormat.List });
        }
        catch (Exception unusable) when (unusable is JsonSchemaException or RefResolutionException)
        {
            return null;
        }

        return results.IsValid ? null : string.Join("; ", Complaints(results).Distinct());
    }

    private static JsonSchema? Read(string schema)
    {
        try
        {
            // A registry of its own: nobody's schema is known to anybody else's, and none is fetched.
            return JsonSchema.FromText(schema, new BuildOptions { SchemaRegistry = new SchemaRegistry() });
        }
        catch (Exception unusable) when (unusable is JsonException or JsonSchemaException or RefResolutionException or ArgumentException or UriFormatException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Complaints(EvaluationResults results)
    {
        foreach (EvaluationResults detail in results.Details ?? [])
        {
            foreach ((string keyword, string said) in detail.Errors ?? new Dictionary<string, string>())
            {
                string path = "$" + string.Concat(detail.InstanceLocation.ToString().Split('/').Skip(1).Select(static part => part.Length > 0 && part.All(char.IsAsciiDigit) ? $"[{part}]" : $".{part}"));
                yield return keyword.Length == 0
                    ? $"at {path} nothing is expected, and a value was found"
                    : $"at {path}: {said}";
            }
        }

    }
}
