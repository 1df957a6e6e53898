using System.Text.Json;
using System.Text.Json.Nodes;
using Perdure.Agents;
using Perdure.Agents.A2A;

namespace Perdure.Cli.Agents;

/// <summary>What the card of an A2A agent tells of it: skills and kinds of media, for people. No card has schemas.</summary>
internal static class A2AContract
{
    public static async Task<string?> FillAsync(A2AConnection connection, JsonObject contract, CancellationToken cancellationToken)
    {
        JsonElement card = await connection.ReadCardAsync(traceParent: null, cancellationToken).ConfigureAwait(false);
        if (card.Text("name") is { } name) contract["of"] = new JsonObject { ["card"] = name };
        contract["skills"] = new JsonArray([.. card.Items("skills").Select(Skill)]);
        contract["media"] = new JsonObject { ["input"] = Modes(card, "defaultInputModes"), ["output"] = Modes(card, "defaultOutputModes") };
        return "without schemas, which no card has: its types are not compared";
    }

    private static JsonNode Skill(JsonElement skill)
    {
        var written = new JsonObject { ["id"] = skill.Text("id") ?? "" };
        if (skill.Text("description") is { } description) written["description"] = description;
        return written;
    }

    private static JsonArray Modes(JsonElement card, string list) =>
        new([.. card.Items(list).Where(static mode => mode.ValueKind == JsonValueKind.String).Select(static mode => mode.GetString()!).Order(StringComparer.Ordinal).Select(static mode => JsonValue.Create(mode))]);
}
