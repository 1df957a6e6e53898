using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Perdure.Agents;
using Perdure.Planning;

namespace Perdure.Cli.Agents;

/// <summary>What a LangGraph API server tells of an assistant: the schemas of its graph's state, where it can make them, and the graph itself for people.</summary>
internal static class LangGraphContract
{
    private const int Most = 1_000;

    public static async Task<string?> FillAsync(AgentHttp http, string assistant, JsonObject contract, CancellationToken cancellationToken)
    {
        string id = Uri.EscapeDataString(await FindAsync(http, assistant, cancellationToken).ConfigureAwait(false));
        string? note = await FillSchemasAsync(http, id, contract, cancellationToken).ConfigureAwait(false);
        if (await http.GetAsync($"assistants/{id}/graph", traceParent: null, cancellationToken).ConfigureAwait(false) is { } graph) contract["graph"] = Graph(graph);
        return note;
    }

    /// <summary>An assistant by its id, its graph or its name.</summary>
    private static async Task<string> FindAsync(AgentHttp http, string assistant, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.SendAsync(http.Request(HttpMethod.Post, "assistants/search", traceParent: null, new JsonObject { ["limit"] = Most, ["offset"] = 0 }), Effect.None, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw new AgentFailure(await http.ErrorAsync(response, cancellationToken).ConfigureAwait(false));
        JsonElement body = await http.ReadJsonAsync(response, Effect.None, cancellationToken).ConfigureAwait(false);
        JsonElement[] all = [.. body.ValueKind == JsonValueKind.Array ? body.EnumerateArray() : body.Items("assistants")];
        foreach (string key in new[] { "assistant_id", "graph_id", "name" })
        {
            if (all.FirstOrDefault(one => one.Text(key) == assistant).Text("assistant_id") is { } found) return found;
        }

        string[] known = [.. all.Select(static one => one.Text("graph_id")).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        throw new CommandFailure($"langgraph: the server has no assistant '{assistant}'{Known.Say(assistant, known)}");
    }

    private static async Task<string?> FillSchemasAsync(AgentHttp http, string id, JsonObject contract, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.SendAsync(http.Request(HttpMethod.Get, $"assistants/{id}/schemas", traceParent: null), Effect.None, cancellationToken).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            AgentError error = await http.ErrorAsync(response, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.InternalServerError or HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity)) throw new AgentFailure(error);

            // It makes schemas of Zod and Pydantic states, and of others it cannot.
            return $"without schemas, since the server makes none of this graph's state ({http.Redact(error.Message)}): its types are not compared";
        }

        JsonElement schemas = await http.ReadJsonAsync(response, Effect.None, cancellationToken).ConfigureAwait(false);
        if (ContractText.SchemaOf(schemas.Get("input_schema")) is { } input) contract["input"] = input;
        if (ContractText.SchemaOf(schemas.Get("output_schema")) is { } output) contract["output"] = output;
        return contract.ContainsKey("input") || contract.ContainsKey("output") ? null : "without schemas, since the server tells none: its types are not compared";
    }

    private static JsonObject Graph(JsonElement graph) => GraphPart.Of(
        graph.Items("nodes").Select(static node => new GraphNode(Name(node, "id") ?? "", node.Text("type"))),
        graph.Items("edges").Select(static edge => new GraphEdge(Name(edge, "source") ?? "", Name(edge, "target") ?? "", edge.Text("data") ?? (edge.Is("conditional") ? "?" : null))));

    private static string? Name(JsonElement at, string key) => at.Get(key) is { } id ? id.ValueKind == JsonValueKind.String ? id.GetString() : id.GetRawText() : null;
}

/// <summary>Says which names there are, where one is not there.</summary>
internal static class Known
{
    public static string Say(string written, IReadOnlyCollection<string> known) =>
        NearNames.Find(written, known) is { } meant ? $": did you mean '{meant}'" : known.Count > 0 ? $": there are {string.Join(", ", known.Select(static name => $"'{name}'"))}" : ": there are none";
}
