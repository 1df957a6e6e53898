using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Perdure.Payloads;

namespace Perdure;

/// <summary>Sets Perdure up: <c>UsePostgres(…)</c> or <c>UseEmbeddedPostgres()</c>, and <c>AddWorkflows()</c>.</summary>
public sealed class PerdureBuilder : IPerdureBuilder
{
    private readonly RegistryCollection registries;
    private readonly PayloadCodecs codecs;

    internal PerdureBuilder(IServiceCollection services, RegistryCollection registries, PayloadCodecs codecs)
    {
        Services = services;
        this.registries = registries;
        this.codecs = codecs;
    }

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Uses a database for everything. Not through a pooler in transaction mode: see <see cref="UsePooledPostgres"/>.</summary>
    /// <param name="connectionString">An Npgsql connection string.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="PerdureConfigurationException">The text is no connection string.</exception>
    public PerdureBuilder UsePostgres(string connectionString)
    {
        Check(connectionString, nameof(connectionString));
        return UsePostgres(new FixedPostgresSource(new PostgresConnectionStrings(connectionString, connectionString)));
    }

    /// <summary>Uses a database behind a pooler in transaction mode.</summary>
    /// <param name="data">The way through the pooler, for statements.</param>
    /// <param name="direct">The way past it, for heartbeats and notifications; null: there is none, and the worker polls.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="PerdureConfigurationException">A text is no connection string.</exception>
    public PerdureBuilder UsePooledPostgres(string data, string? direct)
    {
        Check(data, nameof(data));
        if (direct is not null) Check(direct, nameof(direct));
        return UsePostgres(new FixedPostgresSource(new PostgresConnectionStrings(data, direct)));
    }

    /// <summary>Uses the database that a source names, asked on first use.</summary>
    /// <param name="source">The source.</param>
    /// <returns>This builder.</returns>
    public PerdureBuilder UsePostgres(IPostgresSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Services.Replace(ServiceDescriptor.Singleton(source));
        return this;
    }

    /// <summary>
    /// Encodes the inputs and results of runs before they are stored: <c>EncodePayloadsWith(new BrotliCodec(), new AesGcmCodec(…))</c> compresses, then encrypts. Payloads that were
    /// stored in plain stay readable. The host disposes of the codecs that can be disposed of.
    /// </summary>
    /// <param name="codecs">The codecs, in the order in which they are applied.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="PerdureConfigurationException">A name is no name or stands for two codecs, or this is the second call.</exception>
    public PerdureBuilder EncodePayloadsWith(params IPayloadCodec[] codecs)
    {
        ArgumentNullException.ThrowIfNull(codecs);
        this.codecs.WriteWith([.. codecs]);
        return this;
    }

    /// <summary>
    /// Knows further codecs for reading: what a codec has encoded stays readable after another has taken its place. Those of <see cref="EncodePayloadsWith"/> are known already.
    /// </summary>
    /// <param name="codecs">The codecs, in any order.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="PerdureConfigurationException">A name is no name, or stands for two codecs.</exception>
    public PerdureBuilder DecodePayloadsWith(params IPayloadCodec[] codecs)
    {
        ArgumentNullException.ThrowIfNull(codecs);
        this.codecs.ReadWith(codecs);
        return this;
    }

    /// <summary>Lets documents that are published name a type which no agent and no workflow takes or returns, as that of a signal.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="context">The serializer context that knows it; null: it is read and written by reflection, where that is switched on.</param>
    /// <returns>This builder.</returns>
    public PerdureBuilder AddDocumentType<T>(JsonSerializerContext? context = null)
    {
        registries.Add(PayloadType.Of<T>(context));
        return this;
    }

    /// <inheritdoc/>
    public void Add(PerdureRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registries.Add(registry);
    }

    private static void Check(string connectionString, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString, parameter);
        try
        {
            _ = new Npgsql.NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException invalid)
        {
            // The text itself may hold a password: it is not quoted, and neither is the parser's message, which quotes parts of it.
            throw new PerdureConfigurationException(
                $"The text given as '{parameter}' is not an Npgsql connection string (error at {invalid.ParamName ?? "an unknown part"}): write it as Host=…;Port=…;Database=…;Username=…;Password=…");
        }
    }
}
