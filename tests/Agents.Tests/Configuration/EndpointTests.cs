using Microsoft.Extensions.DependencyInjection;
using Perdure.Agents.Tests.LangGraph;

namespace Perdure.Agents.Tests.Configuration;

/// <summary>Where runtimes are comes from the configuration and from code, and mistakes in it are named.</summary>
public sealed class EndpointTests
{
    private const string Secret = "sk-very-secret-9c81";

    [Fact]
    public void TheConfigurationSaysAllAndCodeHasTheLastWord()
    {
        using ServiceProvider host = AgentHost.Build(
            static perdure => perdure.AddAdk().AddAdk(static options => options.Endpoint("eu", static endpoint => endpoint.UserId = "code")),
            new Dictionary<string, string?>
            {
                ["Perdure:Agents:Adk:eu:Url"] = "https://eu.example.com/adk/",
                ["Perdure:Agents:Adk:eu:ApiKey"] = Secret,
                ["Perdure:Agents:Adk:eu:Headers:X-Tenant"] = "blue",
                ["Perdure:Agents:Adk:eu:ConnectTimeout"] = "00:00:03",
                ["Perdure:Agents:Adk:eu:RequestTimeout"] = "00:00:04",
                ["Perdure:Agents:Adk:eu:SilenceTimeout"] = "00:00:05",
                ["Perdure:Agents:Adk:eu:UserId"] = "configuration",
                ["Perdure:Agents:Adk:eu:EndTimeout"] = "00:01:00",
                ["Perdure:Agents:Adk:eu:PollInterval"] = "00:00:02",
            });

        AdkEndpoint endpoint = host.GetRequiredService<AgentEndpoints<AdkOptions, AdkEndpoint>>().Get("eu");

        endpoint.Url.ShouldBe(new Uri("https://eu.example.com/adk/"));
        endpoint.ApiKey.ShouldBe(Secret);
        endpoint.Headers["x-tenant"].ShouldBe("blue");
        endpoint.ConnectTimeout.ShouldBe(TimeSpan.FromSeconds(3));
        endpoint.RequestTimeout.ShouldBe(TimeSpan.FromSeconds(4));
        endpoint.SilenceTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        endpoint.UserId.ShouldBe("code");
        endpoint.EndTimeout.ShouldBe(TimeSpan.FromMinutes(1));
        endpoint.PollInterval.ShouldBe(TimeSpan.FromSeconds(2));
        endpoint.ToString().ShouldBe("https://eu.example.com/adk/");
    }

    [Theory]
    [InlineData("Ulr", "https://example.com", "'Perdure:Agents:LangGraph:default:Ulr' is not known")]
    [InlineData("Url", "example", "'Perdure:Agents:LangGraph:default:Url' is no absolute address")]
    [InlineData("Url", "ftp://example.com", "no absolute http or https address")]
    [InlineData("Url", "https://user:sk-very-secret-9c81@example.com", "credentials go into ApiKey or Headers")]
    [InlineData("RequestTimeout", "soon", "is no duration")]
    [InlineData("RequestTimeout", "00:00:00", "RequestTimeout of 00:00:00")]
    [InlineData("Headers:X-Key", "sk-very-secret-9c81\r\nHost: other", "header 'X-Key'")]
    [InlineData("ApiKey", "sk-very-secret-9c81\n", "ApiKey with characters")]
    public void AMistakeIsNamedAndNoSecretIs(string setting, string value, string said)
    {
        var configuration = new Dictionary<string, string?> { ["Perdure:Agents:LangGraph:default:Url"] = "https://example.com", [$"Perdure:Agents:LangGraph:default:{setting}"] = value };

        InvalidOperationException wrong = Should.Throw<InvalidOperationException>(() => Connect(configuration, "default"));

        wrong.Message.ShouldContain(said);
        wrong.ToString().ShouldNotContain(Secret);
    }

    [Fact]
    public void AnEndpointThatIsNotThereIsNamedWithThoseThatAre() =>
        Should.Throw<InvalidOperationException>(static () => Connect(new Dictionary<string, string?> { ["Perdure:Agents:LangGraph:eu:Url"] = "https://example.com" }, "us"))
            .Message.ShouldBe("The LangGraph endpoint 'us' is not configured (there are 'eu'): set Perdure:Agents:LangGraph:us:Url, or add it in AddLangGraph(…)");

    [Fact]
    public void CredentialsGoToNoOtherOrigin()
    {
        var endpoint = new AgentEndpoint { Url = new Uri("https://example.com/agents"), ApiKey = Secret };
        endpoint.Headers["X-Tenant"] = "blue";
        var headers = EndpointHeaders.Of(endpoint, EndpointHeaders.KeyForm.Bearer);

        Sent(headers, "https://example.com/elsewhere").ShouldBe($"Authorization: Bearer {Secret}; X-Tenant: blue");
        Sent(headers, "http://example.com/agents").ShouldBeEmpty();
        Sent(headers, "https://example.com:8443/agents").ShouldBeEmpty();
        Sent(headers, "https://evil.example.org/agents").ShouldBeEmpty();
        headers.Redact($"who is {Secret}, says 'Bearer {Secret}'").ShouldBe("who is ***, says '***'");
    }

    private static string Sent(EndpointHeaders headers, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        headers.AddTo(request);
        return string.Join("; ", request.Headers.OrderBy(static header => header.Key, StringComparer.Ordinal).Select(static header => $"{header.Key}: {string.Join(",", header.Value)}"));
    }

    private static void Connect(IReadOnlyDictionary<string, string?> configuration, string endpoint)
    {
        using ServiceProvider host = AgentHost.Build(static perdure => perdure.AddLangGraph(), configuration);
        host.GetRequiredService<IAgentConnector<LangGraphAgentAttribute>>().Connect<DeskInput, DeskResult>(
            new LangGraphAgentAttribute("desk") { Endpoint = endpoint },
            new RemoteAgentTypes("tested", PayloadType.Of<DeskInput>(DeskJson.Default), PayloadType.Of<DeskResult>(DeskJson.Default)));
    }
}
