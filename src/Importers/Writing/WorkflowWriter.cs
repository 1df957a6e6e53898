using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Perdure.Importers.Writing;

/// <summary>Writes a workflow document.</summary>
internal static class WorkflowWriter
{
    private const string Schema = "https://raw.githubusercontent.com/perdure/perdure/main/schemas/workflow.schema.json";

    private static readonly JsonWriterOptions Writing = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ImportedFile Write(WorkflowDraft workflow)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", Schema);
            writer.WriteString("name", workflow.Name);
            writer.WriteString("class", workflow.Class);
            if (workflow.Input is { } input) writer.WriteString("input", input);
            writer.WriteString("output", workflow.Output);
            writer.WriteStartObject("steps");
            foreach (StepDraft step in workflow.Steps) Write(writer, step);
            writer.WriteEndObject();
            Write(writer, "result", workflow.Result);
            writer.WriteEndObject();
        }

        return new ImportedFile(CSharpText.FileName(workflow.Name) + ".workflow.json", Encoding.UTF8.GetString(text.ToArray()) + "\n");
    }

    private static void Write(Utf8JsonWriter writer, StepDraft step)
    {
        writer.WriteStartObject(step.Id);
        writer.WriteString("agent", step.Agent);
        if (step.Whole is { } whole) Write(writer, "takes", whole);
        if (step.Parts.Count > 0)
        {
            writer.WriteStartObject("takes");
            foreach (PartDraft part in step.Parts) Write(writer, CSharpText.Camel(part.Member), part.Value);
            writer.WriteEndObject();
        }

        if (step.Timeout is { } timeout) writer.WriteString("timeout", timeout);
        if (step.Case is { } one) Write(writer, one);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, CaseDraft one)
    {
        if (one.Is.Count == 0)
        {
            writer.WriteString("otherwise", one.Of);
            return;
        }

        writer.WriteStartObject("case");
        writer.WriteString("of", one.Of);
        Write(writer, "is", one.Is);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, TakeDraft take)
    {
        if (!take.IsLiteral)
        {
            writer.WriteString(name, take.Text);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteString("value", take.Text);
        writer.WriteEndObject();
    }

    /// <summary>One as a text, several as a list.</summary>
    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 1)
        {
            writer.WriteString(name, texts[0]);
            return;
        }

        writer.WriteStartArray(name);
        foreach (string text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
