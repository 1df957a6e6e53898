using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure.Coordination;
using Perdure.Coordination.Notices;
using Perdure.Payloads;
using Perdure.Publishing;
using Perdure.Queues;
using Perdure.Schedules;
using Perdure.Storage;
using Perdure.Streams;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>Adds Perdure to a host.</summary>
public static class PerdureServiceCollectionExtensions
{
    /// <summary>Adds a <see cref="WorkflowClient"/>, an <see cref="AgentRegistry"/> and, unless <see cref="PerdureOptions.RunWorker"/> is false, a worker.</summary>
    /// <param name="services">The host's services, logging among them, as every host builder brings it.</param>
    /// <param name="build">Names the database and adds the workflows: <c>perdure.UsePostgres(…).AddWorkflows()</c>.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The services.</returns>
    /// <exception cref="PerdureConfigurationException">No database was named, an option has no meaning, two workflows or agents share a name, a queue is declared in two ways or not at all, or this is the second call.</exception>
    public static IServiceCollection AddPerdure(this IServiceCollection services, Action<PerdureBuilder> build, Action<PerdureOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(build);
        if (services.Any(service => service.ServiceType == typeof(RegistryCollection)))
            throw new PerdureConfigurationException("AddPerdure was called twice: call it once, and add all workflows in it");
        var options = new PerdureOptions();
        configure?.Invoke(options);
        options.Validate();

        var registries = new RegistryCollection();
        var codecs = new PayloadCodecs();
        build(new PerdureBuilder(services, registries, codecs));
        if (options.RunWorker) registries.Check();
        if (!services.Any(service => service.ServiceType == typeof(IPostgresSource)))
            throw new PerdureConfigurationException("AddPerdure names no database: call UsePostgres(connectionString) or UseEmbeddedPostgres()");
        if (options.RequiredPayloadCodec is { } required && !codecs.WritesWith(required))
            throw new PerdureConfigurationException($"PerdureOptions.RequiredPayloadCodec is '{required}', and this host does not write with it: name the codec in EncodePayloadsWith");

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(typeof(EngineLogger<>));

        // One for each attempt, disposed with its scope; a registration of the host's own, before or after, comes first.
        foreach (AgentDefinition agent in registries.Agents.Values) services.TryAdd(ServiceDescriptor.Transient(agent.AgentType, agent.Create));
        services.AddSingleton(options);
        services.AddSingleton(registries);

        // Made by the container, as far as it knows, so that it disposes of them.
        services.AddSingleton(_ => codecs);
        services.AddSingleton(provider => new PayloadSerializer(provider.GetRequiredService<PayloadCodecs>(), options.MaxPayloadBytes, options.RequiredPayloadCodec));
        services.AddSingleton(provider => new AgentRegistry(registries.Agents, provider, provider.GetRequiredService<PayloadSerializer>(), provider.GetRequiredService<EngineTelemetry>()));
        services.AddSingleton<PerdureDatabase>();
        services.AddSingleton<PostgresExecutionStore>();
        services.AddSingleton<IExecutionStore>(static provider => new MeasuredStore(
            provider.GetRequiredService<PostgresExecutionStore>(), provider.GetRequiredService<EngineMeter>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IPublishedStore, PostgresPublishedStore>();
        services.AddSingleton<PlanBook>();
        services.AddSingleton<IStepDataStore, PostgresStepDataStore>();
        services.AddSingleton<IQueueStore>(static provider => provider.GetRequiredService<PostgresExecutionStore>());
        services.AddSingleton<IStreamStore, PostgresStreamStore>();
        services.AddSingleton<StreamTail>();
        services.AddSingleton<IScheduleStore>(static provider => provider.GetRequiredService<PostgresExecutionStore>());
        services.AddSingleton<QueueGauge>();
        services.AddSingleton<EngineMeter>();
        services.AddSingleton<EngineTelemetry>();
        services.AddSingleton<Wakeups>();
        services.AddSingleton<LocalWorker>();
        services.AddSingleton<StartQueue>();
        services.AddSingleton<ReadQueue>();
        services.AddSingleton(CreateListener);
        services.AddSingleton<Notifier>();
        services.AddSingleton(CreateClient);
        services.AddSingleton(static provider => new ScheduleClient(provider.GetRequiredService<IScheduleStore>(), provider.GetRequiredService<WorkflowClient>()));
        services.AddSingleton(CreateHealth);
        if (options.RunWorker)
        {
            services.AddSingleton<WorkerName>();
            services.AddSingleton<WorkerSessionFactory>();
            services.AddSingleton<ScheduleBook>();
            services.AddHostedService<Worker>();
            services.AddHostedService<Scheduler>();
        }

        if (options.Retention.Ages.Count > 0) services.AddHostedService<Retention>();
        return services;
    }

    private static NotificationListener CreateListener(IServiceProvider provider)
    {
        var listener = new NotificationListener(
            provider.GetRequiredService<PerdureDatabase>(),
            provider.GetRequiredService<Wakeups>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<EngineLogger<NotificationListener>>());

        // Before anyone listens: a client that waits for a run may be earlier than the worker, and the connection is theirs together.
        provider.GetService<WorkerName>()?.Attach(listener);
        return listener;
    }

    private static WorkflowClient CreateClient(IServiceProvider provider) => new(
        provider.GetRequiredService<IExecutionStore>(),
        provider.GetRequiredService<StartQueue>(),
        provider.GetRequiredService<ReadQueue>(),
        provider.GetRequiredService<LocalWorker>(),
        provider.GetRequiredService<PayloadSerializer>(),
        provider.GetRequiredService<Wakeups>(),
        provider.GetRequiredService<Notifier>(),
        provider.GetRequiredService<NotificationListener>(),
        provider.GetRequiredService<PerdureOptions>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<EngineTelemetry>(),
        provider.GetRequiredService<StreamTail>(),
        provider.GetRequiredService<RegistryCollection>(),
        provider.GetRequiredService<PlanBook>(),
        provider.GetRequiredService<IPublishedStore>(),
        provider.GetRequiredService<EngineLogger<WorkflowClient>>());

    private static PerdureHealth CreateHealth(IServiceProvider provider) => new(
        new SchemaProbe(provider.GetRequiredService<PerdureDatabase>(), provider.GetRequiredService<IPostgresSource>(), provider.GetRequiredService<TimeProvider>()),
        provider.GetRequiredService<PerdureOptions>(),
        provider.GetRequiredService<PerdureDatabase>(),
        provider.GetRequiredService<LocalWorker>(),
        provider.GetRequiredService<NotificationListener>(),
        provider.GetRequiredService<TimeProvider>());
}
