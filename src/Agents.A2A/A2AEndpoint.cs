using Microsoft.Extensions.Configuration;
using Perdure.Agents;

namespace Perdure;

/// <summary>Where an A2A agent is. The address is that above <c>/.well-known/agent-card.json</c>, or that of a card elsewhere, which ends with <c>.json</c>.</summary>
public sealed class A2AEndpoint : AgentEndpoint
{
    /// <summary>
    /// Whether requests go to the host that the agent's card names. Default: they go to that of <see cref="AgentEndpoint.Url"/>, and the card says the path alone, so that nobody who writes a card chooses to whom a worker speaks; an agent behind a gateway
    /// is reached so too, whatever it takes its own name for.
    /// </summary>
    public bool FollowCard { get; set; }

    /// <inheritdoc/>
    protected internal override bool Read(IConfigurationSection setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        if (!setting.Key.Equals(nameof(FollowCard), StringComparison.OrdinalIgnoreCase)) return base.Read(setting);
        FollowCard = bool.TryParse(setting.Value, out bool follows) ? follows : throw new InvalidOperationException($"The setting '{setting.Path}' is neither true nor false");
        return true;
    }
}
