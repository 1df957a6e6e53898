using Microsoft.Extensions.Configuration;
using Perdure.Agents;

namespace Perdure;

/// <summary>The ADK API servers that agents are on, by name.</summary>
public sealed class AdkOptions : AgentRuntimeOptions<AdkEndpoint>;

/// <summary>Where an ADK API server is, and how it is asked.</summary>
public sealed class AdkEndpoint : AgentEndpoint
{
    /// <summary>The user that sessions belong to. Default: <c>perdure</c>.</summary>
    public string UserId { get; set; } = "perdure";

    /// <summary>For how long a run that was let go of may tell its session nothing new before what became of it counts as unknown. Default: 5 min.</summary>
    public TimeSpan EndTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the session of such a run is looked at. Default: 1 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected internal override bool Read(IConfigurationSection setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        switch (setting.Key.ToUpperInvariant())
        {
            case "USERID":
                UserId = setting.Value ?? "";
                return true;
            case "ENDTIMEOUT":
                EndTimeout = SettingReader.Duration(setting);
                return true;
            case "POLLINTERVAL":
                PollInterval = SettingReader.Duration(setting);
                return true;
            default:
                return base.Read(setting);
        }
    }

    /// <inheritdoc/>
    protected internal override string? Validate()
    {
        if (string.IsNullOrWhiteSpace(UserId)) return "has no UserId: sessions belong to one";
        if (EndTimeout < TimeSpan.Zero) return $"has an EndTimeout of {EndTimeout}: it takes nothing, or more";
        return PollInterval <= TimeSpan.Zero ? $"has a PollInterval of {PollInterval}: it takes more than nothing" : base.Validate();
    }
}
