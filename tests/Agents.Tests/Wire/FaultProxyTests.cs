using Perdure.Agents.Tests.Servers;

namespace Perdure.Agents.Tests.Wire;

/// <summary>The proxy that other tests let things go wrong with does what it says.</summary>
public sealed class FaultProxyTests(Mcp2026Server server) : IClassFixture<Mcp2026Server>
{
    [Fact]
    public async Task ItPassesWhatIsNotToldToGoWrong()
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        using var client = new HttpClient();

        using var answer = await client.GetAsync(proxy.Url);
        using var direct = await client.GetAsync(server.Url);

        answer.StatusCode.ShouldBe(direct.StatusCode);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(await direct.Content.ReadAsStringAsync());
        proxy.Heard.ShouldHaveSingleItem().Method.ShouldBe("GET");
    }

    [Fact]
    public async Task EachFaultHappensOnce()
    {
        server.Require();
        await using var proxy = new FaultProxy(server.Url);
        using var client = new HttpClient();
        proxy.Next("GET", "/", new Fault.CutBeforeAnswer());
        proxy.Next("GET", "/", new Fault.CutBefore());
        proxy.Next("GET", "/", new Fault.CutAfterBytes(20));
        proxy.Next("GET", "/", Fault.Throttled(7));

        for (int i = 0; i < 3; i++) await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync(proxy.Url));
        using var throttled = await client.GetAsync(proxy.Url);
        using var plain = await client.GetAsync(proxy.Url);

        throttled.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
        ((int)plain.StatusCode).ShouldNotBe(429);
    }
}
