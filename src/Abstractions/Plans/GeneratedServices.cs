using System.ComponentModel;

namespace Perdure;

/// <summary>How generated code takes constructor arguments from the services.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class GeneratedServices
{
    /// <summary>A service that must be there.</summary>
    /// <typeparam name="T">The service.</typeparam>
    /// <param name="services">The services of one step attempt.</param>
    /// <param name="owner">The class whose constructor takes it, for the error.</param>
    /// <returns>The service.</returns>
    /// <exception cref="InvalidOperationException">It is not registered.</exception>
    public static T Required<T>(IServiceProvider services, string owner)
    {
        if (services is null) throw new ArgumentNullException(nameof(services));
        return services.GetService(typeof(T)) is T service
            ? service
            : throw new InvalidOperationException($"'{owner}' takes '{typeof(T)}' in its constructor, which is not registered: add it to the host's services");
    }

    /// <summary>A service that may be missing.</summary>
    /// <typeparam name="T">The service.</typeparam>
    /// <param name="services">The services of one step attempt.</param>
    /// <param name="fallback">The parameter's default value.</param>
    /// <returns>The service, or the default value.</returns>
    public static T Optional<T>(IServiceProvider services, T fallback)
    {
        if (services is null) throw new ArgumentNullException(nameof(services));
        return services.GetService(typeof(T)) is T service ? service : fallback;
    }
}
