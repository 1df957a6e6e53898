using Microsoft.Extensions.Configuration;
using Perdure.Agents;

namespace Perdure;

/// <summary>
/// Where a runtime of remote agents is, and who asks it. Its credentials go to the origin of <see cref="Url"/> and to no other, and stand in no log, no error and no <see cref="ToString"/>.
/// </summary>
public class AgentEndpoint
{
    /// <summary>The address that the runtime's paths are below, as <c>https://agents.example.com/langgraph</c>. Required.</summary>
    public Uri? Url { get; set; }

    /// <summary>The key that the runtime is shown, in the header that it looks for one in; null: it takes everybody. Another header, as a token of a gateway, goes into <see cref="Headers"/>.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Headers of every request, such as credentials of a gateway.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>For how long a connection is tried. Default: 10 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>For how long the head of an answer is waited for, and the body of one that is no stream. Default: 100 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>For how long a stream may be silent before its connection counts as lost: a model that thinks says nothing. Default: 10 min.</summary>
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an answer may be, or an event of a stream, in bytes and unpacked: more is not read. Default: 32 MiB.</summary>
    public int MaxAnswerBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>The address, and nothing of the credentials.</summary>
    /// <returns>The address.</returns>
    public override string ToString() => Url?.GetLeftPart(UriPartial.Path) ?? "(no address)";

    /// <summary>Takes one setting from the host's configuration.</summary>
    /// <param name="setting">The setting.</param>
    /// <returns>Whether the endpoint has such a setting.</returns>
    /// <exception cref="InvalidOperationException">Its value has no meaning.</exception>
    protected internal virtual bool Read(IConfigurationSection setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        switch (setting.Key.ToUpperInvariant())
        {
            case "URL":
                Url = SettingReader.Url(setting);
                return true;
            case "APIKEY":
                ApiKey = setting.Value;
                return true;
            case "HEADERS":
                foreach (IConfigurationSection header in setting.GetChildren()) Headers[header.Key] = header.Value ?? "";
                return true;
            case "CONNECTTIMEOUT":
                ConnectTimeout = SettingReader.Duration(setting);
                return true;
            case "REQUESTTIMEOUT":
                RequestTimeout = SettingReader.Duration(setting);
                return true;
            case "SILENCETIMEOUT":
                SilenceTimeout = SettingReader.Duration(setting);
                return true;
            case "MAXANSWERBYTES":
                MaxAnswerBytes = SettingReader.Count(setting);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Says what is wrong with the settings together.</summary>
    /// <returns>What is wrong, as the end of a sentence that begins with the endpoint; null: nothing.</returns>
    protected internal virtual string? Validate()
    {
        if (Url is null) return "has no Url: say where the runtime is";
        if (!Url.IsAbsoluteUri || (Url.Scheme != Uri.UriSchemeHttp && Url.Scheme != Uri.UriSchemeHttps)) return "has a Url that is no absolute http or https address";
        if (Url.UserInfo.Length > 0 || Url.Query.Length > 0 || Url.Fragment.Length > 0) return "has a Url with a user, a query or a fragment: credentials go into ApiKey or Headers";
        foreach ((string name, TimeSpan value) in (ReadOnlySpan<(string, TimeSpan)>)[(nameof(ConnectTimeout), ConnectTimeout), (nameof(RequestTimeout), RequestTimeout), (nameof(SilenceTimeout), SilenceTimeout)])
        {
            if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1)) return $"has a {name} of {value}: it takes more than nothing, and a day at most";
        }

        if (MaxAnswerBytes <= 0) return $"has a {nameof(MaxAnswerBytes)} of {MaxAnswerBytes}: it takes more than nothing";
        return Headers.Where(static header => !EndpointHeaders.IsLawful(header.Key, header.Value)).Select(static header => $"has a header '{header.Key}' that HTTP does not allow, by its name or its value").FirstOrDefault()
            ?? (ApiKey is { } key && !EndpointHeaders.IsLawful("x-api-key", key) ? "has an ApiKey with characters that HTTP does not allow" : null);
    }
}
