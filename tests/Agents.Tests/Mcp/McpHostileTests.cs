using Microsoft.Extensions.DependencyInjection;
using Perdure.Agents.Tests.Conformance;
using Perdure.Agents.Tests.Wire;

namespace Perdure.Agents.Tests.Mcp;

/// <summary>Servers that do what none should.</summary>
public sealed class McpHostileTests
{
    private const string Discovered = """{"jsonrpc":"2.0","id":1,"result":{"supportedVersions":["2026-07-28"]}}""";

    [Fact]
    public async Task AListThatNeverEndsIsNotReadToItsEnd()
    {
        int page = 0;
        var handler = new ScriptedHandler((_, asked) => asked switch
        {
            "server/discover" => ScriptedHandler.Json(Discovered),
            "tools/list" => ScriptedHandler.Json($$$"""{"jsonrpc":"2.0","id":1,"result":{"tools":[],"nextCursor":"{{{++page}}}"}}"""),
            _ => throw new HttpRequestException("cut"),
        });

        // Whether the call may be made again is asked of the list.
        AgentError error = (await Probe(handler).RunAsync(NewCall())).Error;

        error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        page.ShouldBe(100);
    }

    [Fact]
    public async Task AnErrorWhoseBodyBreaksOffSaysNothingOfTheCall()
    {
        var handler = new ScriptedHandler((_, asked) => asked switch
        {
            "server/discover" => ScriptedHandler.Json(Discovered),
            "tools/list" => ScriptedHandler.Json("""{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}"""),
            _ => ScriptedHandler.Broken(System.Net.HttpStatusCode.TooManyRequests),
        });

        var told = await Probe(handler).RunAsync(NewCall());

        told.Error.Kind.ShouldBe(AgentErrorKind.Ambiguous);
        told.Count(static one => one.Kind == "Started").ShouldBe(1);
    }

    [Fact]
    public async Task HalfACharacterIsNoReasonToCallAgain()
    {
        var handler = new ScriptedHandler((_, asked) => ScriptedHandler.Json(asked == "server/discover" ? Discovered : """{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"so \ud83d"}]}}"""));

        (await Probe(handler).RunAsync(NewCall())).Answer.ShouldBe("so \uFFFD");
    }

    private static AgentCallId NewCall() => new(Guid.CreateVersion7(), "draft", Item: 0, Round: 0, Try: 1, Turn: 0);

    private static AgentProbe Probe(ScriptedHandler handler) => AgentProbe.Of(
        AgentHost.Connect<McpToolAttribute, Nothing, string>(
            perdure =>
            {
                perdure.AddMcp(static options => options.Endpoint("odd", static endpoint => endpoint.Url = new Uri("https://tools.example.com/mcp")));
                perdure.Services.AddHttpClient("Perdure.Agents.Mcp.odd").ConfigurePrimaryHttpMessageHandler(() => handler);
            },
            new McpToolAttribute("odd", "tool"),
            ToolJson.Default),
        new Nothing());
}
