using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Perdure.Agents.Tests.Conformance;
using Perdure.Agents.Tests.Wire;

namespace Perdure.Agents.Tests.Adk;

/// <summary>A stream that somebody between us and the server ends, as if it were over.</summary>
public sealed class AdkCutTests
{
    private const string Calls = """{"id":"e1","invocationId":"i","author":"desk","content":{"role":"model","parts":[{"text":"let me see"},{"functionCall":{"id":"f","name":"look","args":{}}}]}}""";

    private const string Answers = """{"id":"e2","invocationId":"i","author":"desk","content":{"role":"model","parts":[{"text":"done"}]}}""";

    [Fact]
    public async Task AStreamThatEndsBeforeTheRunIsReadOnInTheSession()
    {
        var call = new AgentCallId(Guid.CreateVersion7(), "draft", Item: 0, Round: 0, Try: 1, Turn: 0);
        int looks = 0;
        var handler = new ScriptedHandler((request, asked) => asked switch
        {
            "POST /run_sse" => ScriptedHandler.Events(Calls),
            "GET /dev/apps/desk/build_graph" => ScriptedHandler.Json("""{"root_agent":{"name":"desk","type":"agent"}}"""),
            _ when request.Method == HttpMethod.Post => ScriptedHandler.Json("{}"),
            _ => ++looks switch
            {
                1 => ScriptedHandler.Json("{}", HttpStatusCode.NotFound),
                < 4 => ScriptedHandler.Json(Session(call, Calls)),
                _ => ScriptedHandler.Json(Session(call, $"{Calls},{Answers}")),
            },
        });

        var told = await Probe(handler).RunAsync(call);

        told.Answer.ShouldBe("done");
        told.Count(static one => one.Kind == "Progress").ShouldBe(2);
    }

    [Fact]
    public async Task TheEndOfAWholeStreamIsTheRunsWhereNothingElseTellsIt()
    {
        var call = new AgentCallId(Guid.CreateVersion7(), "draft", Item: 0, Round: 0, Try: 1, Turn: 0);
        int looks = 0;
        var handler = new ScriptedHandler((request, asked) => asked switch
        {
            "POST /run_sse" => ScriptedHandler.Events(Calls, Answers),
            "GET /dev/apps/desk/build_graph" => ScriptedHandler.Json("{}", HttpStatusCode.NotFound),
            _ when request.Method == HttpMethod.Post => ScriptedHandler.Json("{}"),
            _ => ++looks == 1 ? ScriptedHandler.Json("{}", HttpStatusCode.NotFound) : ScriptedHandler.Json(Session(call, $"{Calls},{Answers}")),
        });

        (await Probe(handler).RunAsync(call)).Answer.ShouldBe("done");
    }

    private static string Session(AgentCallId call, string events) =>
        $$$$"""{"id":"s","events":[{"id":"u","invocationId":"i","author":"user","actions":{"stateDelta":{"perdure_operation":"{{{{call.OperationId()}}}}"}}},{{{{events}}}}]}""";

    private static AgentProbe Probe(ScriptedHandler handler) => AgentProbe.Of(
        AgentHost.Connect<AdkAgentAttribute, string, string>(
            perdure =>
            {
                perdure.Services.AddSingleton<TimeProvider>(new ImpatientTime());
                perdure.AddAdk(static options => options.Endpoint(static endpoint => endpoint.Url = new Uri("https://adk.example.com/")));
                perdure.Services.AddHttpClient("Perdure.Agents.Adk.default").ConfigurePrimaryHttpMessageHandler(() => handler);
            },
            new AdkAgentAttribute("desk"),
            AppJson.Default),
        "hello");
}
