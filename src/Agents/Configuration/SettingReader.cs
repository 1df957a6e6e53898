using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Perdure.Agents;

/// <summary>Reads settings by hand: a binder would do it by reflection, and pass over what it does not know.</summary>
internal static class SettingReader
{
    public static void ReadInto(AgentEndpoint endpoint, IConfigurationSection section)
    {
        foreach (IConfigurationSection setting in section.GetChildren())
        {
            if (!endpoint.Read(setting)) throw new InvalidOperationException($"The setting '{setting.Path}' is not known: it is misspelt, or belongs to another runtime");
        }
    }

    /// <summary>An address. It is not quoted where it is none: it may hold a password.</summary>
    public static Uri Url(IConfigurationSection setting) => Uri.TryCreate(setting.Value, UriKind.Absolute, out Uri? url)
        ? url
        : throw new InvalidOperationException($"The setting '{setting.Path}' is no absolute address: write it as https://host/path");

    public static TimeSpan Duration(IConfigurationSection setting) => TimeSpan.TryParse(setting.Value, CultureInfo.InvariantCulture, out TimeSpan duration)
        ? duration
        : throw new InvalidOperationException($"The setting '{setting.Path}' is no duration: write it as 00:01:30");

    public static int Count(IConfigurationSection setting) =>
        int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : throw new InvalidOperationException($"The setting '{setting.Path}' is no whole number");
}
