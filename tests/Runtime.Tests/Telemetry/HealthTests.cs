using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Engine.Faults;
using Perdure.Runtime.Tests.Migrations;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Telemetry;

public sealed class HealthTests(MigratedServer server) : EngineTest(server)
{
    private readonly MigratedServer server = server;

    [Fact]
    public async Task AWorkerThatClaimsIsHealthyAndSaysWhoItIs()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Gated(gate);
        TestHost host = await StartAsync([plan], options => options.WorkerName = "well", services: AddCheck);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        HealthReportEntry entry = await CheckAsync(host);

        (entry.Status, entry.Description).ShouldBe((HealthStatus.Healthy, "The worker claims"));
        entry.Data["worker"].ShouldBe("well");
        entry.Data["incarnation"].ShouldBe(await Database.ScalarAsync<Guid>("select incarnation from perdure.workers"));
        entry.Data["migrations"].ShouldBe(Migration.All.Count);
        (entry.Data["claims"], entry.Data["listening"], entry.Data["runs_held"], entry.Data["steps_running"]).ShouldBe((true, true, 1, 1));
        entry.Data["lease_age_seconds"].ShouldBeOfType<double>().ShouldBeLessThan(15);
        gate.Open();
        await run.GetResultAsync(Token);
    }

    [Fact]
    public async Task AHostThatOnlyStartsRunsIsHealthyWhenItsDatabaseAnswers()
    {
        TestHost client = await StartAsync([], options => options.RunWorker = false, services: AddCheck);

        HealthReportEntry unused = await CheckAsync(client);
        await client.Client.GetAsync(Guid.Empty, Token);
        HealthReportEntry used = await CheckAsync(client);

        (unused.Status, used.Status, used.Description).ShouldBe((HealthStatus.Healthy, HealthStatus.Healthy, "The database answers"));
        used.Data.Keys.ShouldBe(["migrations"]);
    }

    [Fact]
    public async Task ADatabaseThatIsNotThereIsNamedWithoutItsPassword()
    {
        TestHost host = await StartAsync([], null, services: AddCheck, connectionString: "Host=127.0.0.1;Port=1;Database=nowhere;Username=me;Password=hush-hush");

        HealthReportEntry entry = await CheckAsync(host);

        entry.Status.ShouldBe(HealthStatus.Unhealthy);
        entry.Description.ShouldNotBeNull().ShouldStartWith("The database 127.0.0.1:1/nowhere does not answer: ");
        entry.Description.ShouldEndWith("No worker has begun in this process yet: the log says what holds it up");
        entry.Exception.ShouldBeAssignableTo<NpgsqlException>();
        $"{entry.Description}{entry.Exception}".ShouldNotContain("hush-hush");
    }

    [Fact]
    public async Task ADatabaseThatGoesAwayAndComesBackIsSeenToDoSo()
    {
        await using CrashingServer crashing = await CrashingServer.StartAsync(Token);
        TestHost host = await StartAsync([], null, services: AddCheck, connectionString: crashing.Database.ConnectionString);
        await UntilAsync(host, HealthStatus.Healthy);

        await crashing.CrashAsync(Token);
        (await UntilAsync(host, HealthStatus.Unhealthy)).Description.ShouldNotBeNull().ShouldContain("does not answer");
        await crashing.StartAgainAsync(Token);

        await UntilAsync(host, HealthStatus.Healthy);
        await StopAsync(host);
    }

    [Fact]
    public async Task AWorkerThatIsTooOldForTheSchemaIsToBeUpgraded()
    {
        TestHost host = await StartAsync([], null, services: AddCheck);
        TestHost client = await StartAsync([], options => options.RunWorker = false, services: AddCheck);
        await UntilAsync(host, HealthStatus.Healthy);

        await Database.ExecuteAsync("update perdure.schema_version set min_worker = 99");

        HealthReportEntry entry = await CheckAsync(host);
        (entry.Status, entry.Description).ShouldBe((HealthStatus.Unhealthy, "The worker claims nothing: it speaks protocol 1, and the schema wants at least 99; upgrade it"));
        (await CheckAsync(client)).Status.ShouldBe(HealthStatus.Healthy, "it claims nothing anyway");
    }

    [Fact]
    public async Task AWorkerWithoutADirectConnectionIsDegraded()
    {
        TestHost host = await StartAsync(
            [],
            null,
            services: services =>
            {
                AddCheck(services);
                services.Replace(ServiceDescriptor.Singleton<IPostgresSource>(new FixedPostgresSource(new PostgresConnectionStrings(Database.ConnectionString, Direct: null))));
            });

        HealthReportEntry entry = await UntilAsync(host, HealthStatus.Degraded);

        entry.Description.ShouldBe("The worker has no direct connection to the database: it polls, and its runs are taken over by lease alone");
        entry.Data["listening"].ShouldBe(false);
    }

    [Fact]
    public async Task ALostListeningConnectionDegradesAHostUntilItIsBack()
    {
        TestHost host = await StartAsync([], null, services: AddCheck);
        await UntilAsync(host, HealthStatus.Healthy);

        // It would be opened again after a pause.
        await using NpgsqlDataSource elsewhere = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Database = "postgres" });
        await SayAsync($"alter database {Database.Name} allow_connections false");
        await SayAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Database.Name}' and application_name like '%perdure direct'");

        (await UntilAsync(host, HealthStatus.Degraded)).Description.ShouldBe("The connection that listens for notifications is lost: until it is back, the worker polls");
        await SayAsync($"alter database {Database.Name} allow_connections true");
        await UntilAsync(host, HealthStatus.Healthy);

        async Task SayAsync(string statement)
        {
            await using NpgsqlCommand command = elsewhere.CreateCommand(statement);
            await command.ExecuteNonQueryAsync(Token);
        }
    }

    [Fact]
    public async Task AWorkerThatHasStoppedClaimsNothing()
    {
        TestHost host = await StartAsync([], null, services: AddCheck);
        await UntilAsync(host, HealthStatus.Healthy);

        await host.Host.StopAsync(Token);

        (await CheckAsync(host)).Description.ShouldNotBeNull().ShouldContain("claims nothing: it stops");
    }

    [Fact]
    public async Task AMissingSchemaAndALackingMigrationAreSaid()
    {
        await using EmptyDatabase empty = await EmptyDatabase.CreateAsync(server);
        TestHost host = await StartAsync([], options => (options.RunWorker, options.Migrate) = (false, false), services: AddCheck, connectionString: empty.ConnectionString);

        (await CheckAsync(host)).Description.ShouldBe("The database has no schema of Perdure: let a host with PerdureOptions.Migrate start, or apply the migrations");
        await Migrator.MigrateAsync(empty.ConnectionString, cancellationToken: Token);
        (await CheckAsync(host)).Status.ShouldBe(HealthStatus.Healthy);
        await using (NpgsqlConnection connection = await empty.OpenAsync())
        {
            await using var forget = new NpgsqlCommand("delete from perdure.schema_version where version = (select max(version) from perdure.schema_version)", connection);
            await forget.ExecuteNonQueryAsync(Token);
        }

        HealthReportEntry lacking = await CheckAsync(host);
        lacking.Status.ShouldBe(HealthStatus.Unhealthy);
        lacking.Description.ShouldNotBeNull().ShouldStartWith($"The database has {Migration.All.Count - 1} of {Migration.All.Count} migrations: ");
        await StopAsync(host);
    }

    [Fact]
    public async Task ARoleWithoutRightsIsToBeGivenThem()
    {
        string role = $"stranger_{Database.Name}";
        await Database.ExecuteAsync($"create role {role} login password 'limited'");
        string connectionString = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = role, Password = "limited", Pooling = false }.ConnectionString;
        TestHost host = await StartAsync([], options => (options.RunWorker, options.Migrate) = (false, false), services: AddCheck, connectionString: connectionString);

        HealthReportEntry entry = await CheckAsync(host);

        entry.Status.ShouldBe(HealthStatus.Unhealthy);
        entry.Description.ShouldBe($"The role may not read the schema of the database {new PostgresConnectionStrings(Database.ConnectionString, Direct: null)}: permission denied for schema perdure");
        await StopAsync(host);
        await Database.ExecuteAsync($"drop role {role}");
    }

    [Fact]
    public async Task ADatabaseThatIsSlowIsNotWaitedForLongerThanIsSaid()
    {
        TestHost host = await StartAsync([], options => options.RunWorker = false, services: services => services.AddHealthChecks().AddPerdure(timeout: TimeSpan.FromMilliseconds(100)));
        await using NpgsqlConnection other = await Database.OpenAsync(Token);
        await using NpgsqlTransaction transaction = await other.BeginTransactionAsync(Token);
        await using (var locking = new NpgsqlCommand("lock table perdure.schema_version in access exclusive mode", other)) await locking.ExecuteNonQueryAsync(Token);

        HealthReportEntry entry = await CheckAsync(host);

        (entry.Status, entry.Description).ShouldBe((HealthStatus.Unhealthy, $"The database {new PostgresConnectionStrings(Database.ConnectionString, Direct: null)} did not answer within 0.1 s: it is away, or the client's connections are all in use"));
    }

    private static WorkflowPlan<string, string> Gated(Gate gate) => TestPlan.Of(
        "gated",
        async (_, call) =>
        {
            await gate.EnterAsync("One", call.CancellationToken);
            return "";
        },
        TestPlan.First("One"));

    private static void AddCheck(IServiceCollection services) => services.AddHealthChecks().AddPerdure();

    private async Task<HealthReportEntry> CheckAsync(TestHost host) =>
        (await host.Host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries["perdure"];

    private async Task<HealthReportEntry> UntilAsync(TestHost host, HealthStatus status, string saying = "")
    {
        HealthReportEntry entry = default;
        await Wait.UntilAsync(
            async () =>
            {
                entry = await CheckAsync(host);
                return entry.Status == status && entry.Description!.Contains(saying, StringComparison.Ordinal);
            },
            description: $"the host is {status}");
        return entry;
    }
}
