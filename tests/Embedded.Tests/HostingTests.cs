using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Xunit;

namespace Perdure.Embedded.Tests;

public sealed class HostingTests
{
    [Fact]
    public async Task TheServerIsStartedWhenTheDatabaseIsFirstAskedFor()
    {
        await using var folder = new TestFolder();
        await using var services = Services(folder, EmbeddedPostgresLifetime.Shared);
        var source = services.GetRequiredService<IPostgresSource>();
        Directory.Exists(folder.Data).ShouldBeFalse();

        var strings = await source.GetAsync(CancellationToken.None);

        await using var connection = new NpgsqlConnection(strings.Data);
        await connection.OpenAsync();
        connection.Database.ShouldBe("perdure");
        strings.Direct.ShouldBe(strings.Data);
        (await source.GetAsync(CancellationToken.None)).ShouldBe(strings);
    }

    [Fact]
    public async Task ATemporaryServerGoesWithTheHostThatUsedIt()
    {
        await using var folder = new TestFolder();
        await using (var services = Services(folder, EmbeddedPostgresLifetime.Temporary))
        {
            await services.GetRequiredService<IPostgresSource>().GetAsync(CancellationToken.None);
            Directory.EnumerateDirectories(Path.Combine(folder.Path, "temporary")).ShouldHaveSingleItem();
        }

        Directory.EnumerateDirectories(Path.Combine(folder.Path, "temporary")).ShouldBeEmpty();
    }

    [Fact]
    public async Task WhoIsToDropTheSchemaOfAnotherBuildIsToldHowToLogIn()
    {
        await using var folder = new TestFolder();
        await using var services = Services(folder, EmbeddedPostgresLifetime.Temporary);
        var strings = await services.GetRequiredService<IPostgresSource>().GetAsync(CancellationToken.None);
        await Migrator.MigrateAsync(strings.Data);
        await using var connection = new NpgsqlConnection(strings.Data);
        await connection.OpenAsync();
        await using var change = new NpgsqlCommand("update perdure.schema_version set checksum = 'other' where version = 3", connection);
        await change.ExecuteNonQueryAsync();

        var refusal = await Should.ThrowAsync<PerdureConfigurationException>(async () => await services.GetRequiredService<WorkflowClient>().GetAsync(Guid.CreateVersion7()));

        refusal.Message.ShouldContain("'drop schema perdure cascade' and start again. Log in with: PGPASSFILE=");
        refusal.Message.ShouldEndWith("-d perdure");
    }

    [Fact]
    public async Task AStartThatFailedIsTriedAgain()
    {
        await using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Data);
        await using var services = Services(folder, EmbeddedPostgresLifetime.Shared);
        var source = services.GetRequiredService<IPostgresSource>();
        await Should.ThrowAsync<EmbeddedPostgresException>(async () => await source.GetAsync(CancellationToken.None));
        Directory.Delete(folder.Data);

        (await source.GetAsync(CancellationToken.None)).Data.ShouldContain("Database=perdure");
    }

    private static ServiceProvider Services(TestFolder folder, EmbeddedPostgresLifetime lifetime)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddPerdure(perdure => perdure.UseEmbeddedPostgres(options =>
        {
            options.Folder = folder.Path;
            options.Lifetime = lifetime;
            options.Durable = false;
        }));
        return services.BuildServiceProvider();
    }
}
