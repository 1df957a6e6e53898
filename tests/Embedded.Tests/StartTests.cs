using System.Net;
using System.Net.NetworkInformation;
using Npgsql;
using Shouldly;
using Xunit;

namespace Perdure.Embedded.Tests;

public sealed class StartTests
{
    [Fact]
    public async Task AStartedServerAnswersOnTheDatabaseOfTheOptions()
    {
        await using var folder = new TestFolder();
        var options = folder.Options;
        options.Database = "Ein \"Name\"";
        await using var server = await EmbeddedPostgres.StartAsync(options);

        (await ScalarAsync(server.ConnectionString(), "select current_database()")).ShouldBe("Ein \"Name\"");
        server.WasAdopted.ShouldBeFalse();
    }

    [Fact]
    public async Task AServerListensOnTheLoopbackAloneAndOnNoSocket()
    {
        await using var folder = new TestFolder();
        await using var server = await EmbeddedPostgres.StartAsync(folder.Options);

        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Where(listener => listener.Port == server.Port)
            .ShouldBe([new IPEndPoint(IPAddress.Loopback, server.Port)]);
        (await ScalarAsync(server.ConnectionString(), "show unix_socket_directories")).ShouldBe("");
    }

    [Fact]
    public async Task AWrongPasswordIsRefused()
    {
        await using var folder = new TestFolder();
        await using var server = await EmbeddedPostgres.StartAsync(folder.Options);
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString()) { Password = "wrong", Pooling = false };

        var refused = await Should.ThrowAsync<PostgresException>(() => ScalarAsync(wrong.ConnectionString, "select ''"));

        refused.SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
        (await ScalarAsync(server.ConnectionString(), "select rolpassword from pg_authid where rolname = 'perdure'")).ShouldStartWith("SCRAM-SHA-256$");
    }

    [Fact]
    public async Task ThePasswordIsInNoFileThatOthersMayRead()
    {
        await using var folder = new TestFolder();
        await using var server = await EmbeddedPostgres.StartAsync(folder.Options);
        var password = new NpgsqlConnectionStringBuilder(server.ConnectionString()).Password!;

        var holders = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("/lock", StringComparison.Ordinal) && File.ReadAllText(file).Contains(password, StringComparison.Ordinal));

        holders.ShouldBe([Path.Combine(folder.Path, "password")]);
        File.GetUnixFileMode(Path.Combine(folder.Path, "password")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task TheLogAndTheDataAreForTheServersAccountAlone()
    {
        await using var folder = new TestFolder();
        await using var server = await EmbeddedPostgres.StartAsync(folder.Options);
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

        (File.GetUnixFileMode(server.LogFile) & others).ShouldBe(UnixFileMode.None);
        (File.GetUnixFileMode(folder.Data) & others).ShouldBe(UnixFileMode.None);
    }

    [Fact]
    public async Task ASharedServerIsDurableUnlessItIsToldOtherwise()
    {
        await using var folder = new TestFolder();
        var options = folder.Options;
        options.Durable = null;
        await using var server = await EmbeddedPostgres.StartAsync(options);

        (await ScalarAsync(server.ConnectionString(), "select current_setting('fsync') || current_setting('full_page_writes')")).ShouldBe("onon");
    }

    [Fact]
    public async Task SettingsOfTheOptionsHoldButTheServerStaysPrivate()
    {
        await using var folder = new TestFolder();
        var options = folder.Options;
        options.Settings["application_name"] = @"it's a \ name";
        options.Settings["listen_addresses"] = "*";
        await using var server = await EmbeddedPostgres.StartAsync(options);

        (await ScalarAsync(server.ConnectionString(), "select current_setting('application_name')")).ShouldBe(@"it's a \ name");
        (await ScalarAsync(server.ConnectionString(), "show listen_addresses")).ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task AFailedStartQuotesTheLog()
    {
        await using var folder = new TestFolder();
        var options = folder.Options;
        options.Settings["shared_buffers"] = "a lot";

        var failure = await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(options));

        failure.Message.ShouldContain("shared_buffers");
    }

    private static async Task<string> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
