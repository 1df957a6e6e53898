using Npgsql;
using Shouldly;
using Xunit;

namespace Perdure.Embedded.Tests;

public sealed class SharedServerTests
{
    [Fact]
    public async Task AnotherProcessAdoptsTheServerThatRuns()
    {
        await using var folder = new TestFolder();
        await using var server = await EmbeddedPostgres.StartAsync(folder.Options);
        using var other = OtherUser.Begin(folder.Path);

        var adopted = await other.ServerAsync();

        adopted.ShouldBe(new UsedServer(server.ProcessId, server.Port, WasAdopted: true, server.Folder));
    }

    [Fact]
    public async Task TheServerOutlivesTheUserThatStartedIt()
    {
        await using var folder = new TestFolder();
        using var starter = OtherUser.Begin(folder.Path);
        var started = await starter.ServerAsync();
        await starter.LeaveAsync();

        await using var server = await EmbeddedPostgres.StartAsync(folder.Options);

        server.WasAdopted.ShouldBeTrue();
        server.ProcessId.ShouldBe(started.ProcessId);
    }

    [Fact]
    public async Task TheServerSurvivesTheKillingOfTheUserThatStartedIt()
    {
        await using var folder = new TestFolder();
        using var starter = OtherUser.Begin(folder.Path);
        var started = await starter.ServerAsync();
        await starter.KillAsync();

        await using var server = await EmbeddedPostgres.StartAsync(folder.Options);

        server.WasAdopted.ShouldBeTrue();
        server.ProcessId.ShouldBe(started.ProcessId);
    }

    [Fact]
    public async Task ACtrlCAtTheTerminalOfItsStarterDoesNotReachTheServer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Process groups are read from /proc");
        await using var folder = new TestFolder();
        await using var server = await EmbeddedPostgres.StartAsync(folder.Options);

        // A terminal sends its signal to a whole process group.
        ProcessGroup(server.ProcessId).ShouldNotBe(ProcessGroup(Environment.ProcessId));
    }

    [Fact]
    public async Task EightProcessesAndEightThreadsAtOnceGetOneServer()
    {
        await using var folder = new TestFolder();
        var processes = Enumerable.Range(0, 8).Select(_ => OtherUser.Begin(folder.Path)).ToList();
        var threads = Enumerable.Range(0, 8).Select(_ => Task.Run(() => EmbeddedPostgres.StartAsync(folder.Options))).ToList();

        var used = await Task.WhenAll(processes.Select(process => process.ServerAsync()));
        var held = await Task.WhenAll(threads);

        used.Select(server => server.ProcessId).Concat(held.Select(server => server.ProcessId)).Distinct().Count().ShouldBe(1);
        (used.Count(server => !server.WasAdopted) + held.Count(server => !server.WasAdopted)).ShouldBe(1);
        processes.ForEach(process => process.Dispose());
    }

    [Fact]
    public async Task AStoppedServerStartsAgainOnItsPortWithItsData()
    {
        await using var folder = new TestFolder();
        await using var first = await EmbeddedPostgres.StartAsync(folder.Options);
        await ExecuteAsync(first, "create table kept (id int)");
        await first.StopAsync();

        await using var second = await EmbeddedPostgres.StartAsync(folder.Options);

        second.WasAdopted.ShouldBeFalse();
        second.Port.ShouldBe(first.Port);
        await ExecuteAsync(second, "select id from kept");
    }

    [Fact]
    public async Task APortThatSomebodyTookMeanwhileIsGivenUp()
    {
        await using var folder = new TestFolder();
        await using var first = await EmbeddedPostgres.StartAsync(folder.Options);
        await first.StopAsync();
        using var taker = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, first.Port);
        taker.Start();

        await using var second = await EmbeddedPostgres.StartAsync(folder.Options);

        second.Port.ShouldNotBe(first.Port);
    }

    [Fact]
    public async Task AServerWhosePasswordIsGoneIsNotTakenForAnother()
    {
        await using var folder = new TestFolder();
        await using (await EmbeddedPostgres.StartAsync(folder.Options))
        {
            var password = Path.Combine(folder.Path, "password");
            File.Move(password, password + ".away");

            var failure = await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(folder.Options));

            failure.Message.ShouldContain(password);
            File.Move(password + ".away", password);
        }
    }

    private static string ProcessGroup(int processId)
    {
        const int afterName = 3;
        var status = File.ReadAllText($"/proc/{processId}/stat");
        return status[(status.LastIndexOf(')') + 1)..].Split(' ')[afterName];
    }

    private static async Task ExecuteAsync(EmbeddedPostgres server, string sql)
    {
        // Not pooled: the server is stopped and started under the same address.
        await using var connection = new NpgsqlConnection(server.ConnectionString() + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
