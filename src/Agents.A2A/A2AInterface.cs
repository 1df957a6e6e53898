using System.Text.Json;

namespace Perdure.Agents.A2A;

/// <summary>Where and how an agent is spoken to.</summary>
/// <param name="Url">The address.</param>
/// <param name="Version">The version of the protocol.</param>
/// <param name="OverRpc">JSON-RPC, or HTTP+JSON.</param>
/// <param name="Streams">Whether it tells of its work as it goes on.</param>
internal sealed record A2AInterface(Uri Url, A2AVersion Version, bool OverRpc, bool Streams)
{
    /// <summary>Which of the agents behind the address is meant; null: there is one.</summary>
    public string? Tenant { get; private init; }

    private const string Rpc = "JSONRPC";
    private const string Rest = "HTTP+JSON";

    /// <summary>Chooses from a card: the newest version first, then JSON-RPC.</summary>
    /// <param name="card">The card.</param>
    /// <param name="configured">The address in the configuration.</param>
    /// <param name="followCard">Whether the card says the host as well. Else the path alone is taken from it: to which host we speak is for the configuration to say.</param>
    /// <returns>Null: the card has no interface that we speak.</returns>
    public static A2AInterface? Choose(JsonElement card, Uri configured, bool followCard)
    {
        bool streams = card.Is("capabilities", "streaming");
        return One(Rpc) ?? One(Rest) ?? ZeroThree();

        A2AInterface? One(string binding) => card.Items("supportedInterfaces")
            .Where(offered => offered.Text("protocolBinding") == binding && IsOne(offered.Text("protocolVersion")))
            .Select(offered => At(offered.Text("url"), A2AVersion.One, binding == Rpc) is { } chosen ? chosen with { Tenant = offered.Text("tenant") is { Length: > 0 } tenant ? tenant : null } : null)
            .FirstOrDefault(static chosen => chosen is not null);

        A2AInterface? ZeroThree()
        {
            string? url = card.Items("supportedInterfaces")
                .FirstOrDefault(static offered => offered.Text("protocolBinding") == Rpc && offered.Text("protocolVersion")?.StartsWith("0.", StringComparison.Ordinal) is true).Text("url");
            // A card of 0.3 names its preferred transport at its top, JSON-RPC where it says nothing, and the others below.
            url ??= card.Text("preferredTransport") is null or Rpc ? card.Text("url") : null;
            url ??= card.Items("additionalInterfaces").FirstOrDefault(static offered => offered.Text("transport") == Rpc).Text("url");
            return At(url, A2AVersion.ZeroThree, overRpc: true);
        }

        A2AInterface? At(string? url, A2AVersion version, bool overRpc) =>
            url is not null && Uri.TryCreate(configured, url, out Uri? offered) && (offered.Scheme == Uri.UriSchemeHttp || offered.Scheme == Uri.UriSchemeHttps)
                ? new A2AInterface(followCard ? offered : Within(configured, offered), version, overRpc, streams)
                : null;
    }

    /// <summary>The path that a card names, at the configured origin. It is set as what it is: read as an address, a path like <c>//elsewhere/</c> would name a host.</summary>
    private static Uri Within(Uri configured, Uri offered) => new UriBuilder(configured) { Path = offered.AbsolutePath, Query = offered.Query }.Uri;

    private static bool IsOne(string? version) => version is "1" || version?.StartsWith("1.", StringComparison.Ordinal) is true;
}
