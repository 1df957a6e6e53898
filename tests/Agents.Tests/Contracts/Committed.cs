using System.Runtime.CompilerServices;
using System.Text.Json;
using Json.Schema;

namespace Perdure.Agents.Tests.Contracts;

/// <summary>The contracts of the fixtures, as they are committed. With <c>PERDURE_ACCEPT=1</c> they are rewritten.</summary>
internal static class Committed
{
    private static readonly string Folder = Path.Combine(ThisFolder(), "Data");

    public static IEnumerable<string> Files => Directory.GetFiles(Folder, "*.agent.json");

    /// <summary>Sees that a contract is the committed one, and one at all.</summary>
    public static void ShouldBe(string file, string text)
    {
        string path = Path.Combine(Folder, file);
        if (Environment.GetEnvironmentVariable("PERDURE_ACCEPT") == "1") File.WriteAllText(path, text);
        text.ShouldBe(File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "");
        ShouldBeLawful(text);
    }

    /// <summary>Sees that the schema of contracts and the compiler both take it for one.</summary>
    public static void ShouldBeLawful(string text)
    {
        Perdure.Planning.ContractReader.Read(text).Problem.ShouldBeNull();
        Schema.Value.Evaluate(JsonElement.Parse(text), new EvaluationOptions { OutputFormat = OutputFormat.List }).IsValid.ShouldBeTrue(text);
    }

    /// <summary>Whether the schema of contracts takes it for one.</summary>
    public static bool IsLawful(string text) => Schema.Value.Evaluate(JsonElement.Parse(text)).IsValid;

    private static readonly Lazy<JsonSchema> Schema = new(() => JsonSchema.FromText(File.ReadAllText(Path.Combine(ThisFolder(), "../../../schemas/agent.schema.json")), new BuildOptions { SchemaRegistry = new SchemaRegistry() }));

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
