namespace Perdure;

/// <summary>The endpoints of one runtime of remote agents, by name. An agent's attribute names one; where it names none, <c>default</c> is meant.</summary>
/// <typeparam name="TEndpoint">What an endpoint of the runtime has.</typeparam>
public abstract class AgentRuntimeOptions<TEndpoint>
    where TEndpoint : AgentEndpoint, new()
{
    /// <summary>The name of the endpoint that is meant where none is named.</summary>
    public const string DefaultEndpoint = "default";

    private protected AgentRuntimeOptions()
    {
    }

    /// <summary>The endpoints.</summary>
    public IDictionary<string, TEndpoint> Endpoints { get; } = new Dictionary<string, TEndpoint>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Changes an endpoint, or adds it. What the configuration says of it is there already.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="configure">Changes it.</param>
    public void Endpoint(string name, Action<TEndpoint> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        if (!Endpoints.TryGetValue(name, out TEndpoint? endpoint)) Endpoints[name] = endpoint = new TEndpoint();
        configure(endpoint);
    }

    /// <summary>Changes the endpoint that is meant where none is named, or adds it.</summary>
    /// <param name="configure">Changes it.</param>
    public void Endpoint(Action<TEndpoint> configure) => Endpoint(DefaultEndpoint, configure);
}
