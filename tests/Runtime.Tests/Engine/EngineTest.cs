using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>A test of the engine: a database of its own, hosts that are stopped with it, and invariants that hold at its end.</summary>
public abstract class EngineTest(MigratedServer server) : IAsyncLifetime
{
    private readonly List<TestHost> hosts = [];
    private readonly CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    protected TestDatabase Database { get; private set; } = null!;

    /// <summary>How long the test may take.</summary>
    protected virtual TimeSpan Limit => TimeSpan.FromSeconds(60);

    /// <summary>Ends a wait for what does not come, long after it should have.</summary>
    protected CancellationToken Token => deadline.Token;

    public async ValueTask InitializeAsync()
    {
        Database = await server.CreateDatabaseAsync(Token);
        deadline.CancelAfter(Limit);
    }

    public virtual async ValueTask DisposeAsync()
    {
        try
        {
            // Also while they are at work: what a live worker neglects is no breach any more once it has stopped.
            try
            {
                await Invariants.AssertAsync(Database);
            }
            finally
            {
                foreach (TestHost host in hosts) await host.DisposeAsync();
            }

            await Invariants.AssertAsync(Database);
            await Invariants.AssertHandedBackAsync(Database);
        }
        finally
        {
            await Database.DisposeAsync();
            deadline.Dispose();
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>A host with a worker that looks often, so that no test waits for a slow poll.</summary>
    private protected Task<TestHost> StartAsync(params WorkflowPlan[] plans) => StartAsync(plans, null);

    private protected async Task<TestHost> StartAsync(
        WorkflowPlan[] plans,
        Action<PerdureOptions>? configure,
        AgentDefinition[]? agents = null,
        Action<IServiceCollection>? services = null,
        string? connectionString = null,
        Action<PerdureBuilder>? build = null)
    {
        TestHost host = await TestHost.StartAsync(
            connectionString ?? Database.ConnectionString,
            plans,
            options =>
            {
                options.SlowPoll = TimeSpan.FromMilliseconds(200);
                configure?.Invoke(options);
            },
            agents,
            services,
            build);
        hosts.Add(host);
        return host;
    }

    /// <summary>A host that only starts runs and asks for them.</summary>
    private protected Task<TestHost> StartClientAsync() => StartAsync([], options => options.RunWorker = false);

    /// <summary>A worker takes starts of its own process once it knows that nobody waits.</summary>
    private protected static Task WarmUpAsync(TestHost host) => Perdure.Tests.Wait.UntilAsync(() => host.Host.Services.GetRequiredService<LocalWorker>().TakesStarts);

    /// <summary>Puts a store of the test's own between a host and the database.</summary>
    private protected static Action<IServiceCollection> Behind(Func<IExecutionStore, IExecutionStore> wrap) => services =>
        services.Replace(ServiceDescriptor.Singleton(provider => wrap(provider.GetRequiredService<PostgresExecutionStore>())));

    private protected async Task StopAsync(TestHost host)
    {
        hosts.Remove(host);
        await host.DisposeAsync();
    }

    /// <summary>The events of a run, as <c>TYPE Step/attempt</c>.</summary>
    protected Task<string> EventsAsync(Guid run, string like = "%") => Database.ScalarAsync<string>(
        "select coalesce(string_agg(event_type || coalesce(' ' || step_id || '/' || attempt, ''), ', ' order by seq), '') from perdure.execution_events where execution_id = $1 and event_type like $2",
        run,
        like);

    /// <summary>The steps of a run, as <c>Step STATUS attempt/failures</c>.</summary>
    protected Task<string> StepsAsync(Guid run) => Database.ScalarAsync<string>(
        "select coalesce(string_agg(step_id || ' ' || status || ' ' || attempt || '/' || failures, ', ' order by step_id), '') from perdure.execution_steps where execution_id = $1", run);

    protected async Task WaitForStatusAsync(Guid run, string status) =>
        await Perdure.Tests.Wait.UntilAsync(async () => await Database.ScalarAsync<string>("select status from perdure.executions where id = $1", run) == status, description: $"execution {run} is {status}");

    /// <summary>Lets what a run waits for be due now, as if the time had passed.</summary>
    protected async Task MakeDueAsync(Guid run)
    {
        await Database.ExecuteAsync("update perdure.execution_steps set due_at = perdure.now() where execution_id = $1 and status = 'WAITING' and due_at is not null", run);
        await Database.ExecuteAsync("update perdure.executions set begins_at = perdure.now() where id = $1 and begins_at is not null", run);
        await Database.ExecuteAsync("update perdure.ready set due = perdure.now(), rank = least(rank, perdure.rank(perdure.now(), 0)) where execution_id = $1", run);
    }
}
