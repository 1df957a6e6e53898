using Microsoft.Extensions.Configuration;

namespace Press.Hosting;

/// <summary>The services that the remote agents are in: each is used where it is at the address that the configuration has for it, and started there where nobody is.</summary>
internal sealed class PressServices : IAsyncDisposable
{
    // Where a service is, and what it answers nothing but success to.
    private static readonly (string Runtime, string Folder, string Probe)[] All = [("Adk", "adk", "/list-apps"), ("Strands", "strands", "/ping"), ("LangGraph", "langgraph", "/ok")];

    private static readonly string Folder = NodePackages.Find("samples/PressDesk/services");

    private readonly List<NodeService> started = [];

    /// <summary>Whether all of them were there.</summary>
    public bool WereThere => started is [];

    /// <summary>Starts what is missing.</summary>
    /// <exception cref="MissingException">It cannot be started, and the message says what to do.</exception>
    public static async Task<PressServices> StartAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        PressServices services = new();
        try
        {
            foreach (var (runtime, folder, probe) in All)
            {
                var setting = $"Perdure:Agents:{runtime}:default:Url";
                var url = new Uri(configuration[setting] ?? throw new MissingException($"The setting '{setting}' says where {runtime} is, and is missing."));
                if (await AnswersAsync(url, probe, cancellationToken)) continue;
                if (!url.IsLoopback) throw new MissingException($"{runtime} does not answer at {url}: start it, or let '{setting}' name a port of this machine, and it is started there.");
                services.started.Add(await StartAsync(folder, url, cancellationToken));
            }

            return services;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in started) await service.DisposeAsync();
    }

    private static async Task<NodeService> StartAsync(string name, Uri url, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Folder, name);
        if (await NodePackages.FindMissingAsync() is { } missing) throw new MissingException($"The agents are in services under Node, and {missing}.");
        if (!Directory.Exists(Path.Combine(folder, "node_modules"))) await Console.Error.WriteLineAsync($"npm installs what services/{name} needs; that is done once.".AsMemory(), cancellationToken);
        await NodePackages.InstallAsync(folder);
        Dictionary<string, string> settings = new() { ["HOST"] = url.Host, ["PORT"] = $"{url.Port}" };

        // What LangGraph has done and asked is there again when the program is.
        if (name == "langgraph") settings["STATE"] = Environment.GetEnvironmentVariable("STATE") ?? folder;
        return await NodeService.StartAsync(folder, settings, preloaded: null, cancellationToken);
    }

    private static async Task<bool> AnswersAsync(Uri url, string probe, CancellationToken cancellationToken)
    {
        using HttpClient client = new();
        try
        {
            using var answer = await client.GetAsync(new Uri(url, probe), cancellationToken);
            return answer.IsSuccessStatusCode ? true : throw new MissingException($"Something else answers at {url}: let it end, or configure another port.");
        }
        catch (HttpRequestException nobody) when (nobody.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return false;
        }
    }
}

/// <summary>Something that the services need is missing; the message says what to do.</summary>
internal sealed class MissingException(string message) : Exception(message);
