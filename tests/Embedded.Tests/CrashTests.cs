using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Perdure.Embedded.Cluster;
using Perdure.Tests;
using Shouldly;
using Xunit;

namespace Perdure.Embedded.Tests;

public sealed class CrashTests
{
    [Fact]
    public async Task AKilledServerStartsAgainWithWhatWasCommitted()
    {
        await using var folder = new TestFolder();
        var options = folder.Options;
        options.Durable = true;
        await using var first = await EmbeddedPostgres.StartAsync(options);
        await using var busy = new NpgsqlConnection(first.ConnectionString());
        await busy.OpenAsync();
        await using (var insert = new NpgsqlCommand("create table kept as select 42 as answer", busy))
        {
            await insert.ExecuteNonQueryAsync();
        }

        Kill(first.ProcessId);
        await using var second = await EmbeddedPostgres.StartAsync(options);

        second.ProcessId.ShouldNotBe(first.ProcessId);
        await using var connection = new NpgsqlConnection(second.ConnectionString() + ";Pooling=false");
        await connection.OpenAsync();
        await using var select = new NpgsqlCommand("select answer from kept", connection);
        (await select.ExecuteScalarAsync()).ShouldBe(42);
    }

    [Fact]
    public async Task AProcessIdThatWasGivenToAnotherProgramIsNotTakenForTheServer()
    {
        await using var folder = new TestFolder();
        await using var first = await EmbeddedPostgres.StartAsync(folder.Options);
        var file = PostmasterFile.PathIn(folder.Data);
        var lines = await File.ReadAllLinesAsync(file);
        await first.StopAsync();

        // As after a crash of the machine: the file is there, and the id is that of some program of the same account.
        using var stranger = Process.Start(new ProcessStartInfo("sleep", ["300"]) { UserName = Processes.ServerUser.Current.Name ?? "" })!;
        lines[0] = stranger.Id.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(file, lines);
        await using var second = await EmbeddedPostgres.StartAsync(folder.Options);

        second.WasAdopted.ShouldBeFalse();
        stranger.HasExited.ShouldBeFalse();
        stranger.Kill();
    }

    [Fact]
    public async Task AProcessKilledWhileItMakesTheClusterLeavesNoHalfMadeOne()
    {
        await using var folder = new TestFolder();
        using var maker = OtherUser.Begin(folder.Path);
        await Wait.UntilAsync(() => Directory.Exists(folder.Path) && Directory.EnumerateFiles(folder.Path, "PG_VERSION", SearchOption.AllDirectories).Any());
        await maker.KillAsync();
        Directory.Exists(folder.Data).ShouldBeFalse();

        await using var server = await EmbeddedPostgres.StartAsync(folder.Options);

        server.WasAdopted.ShouldBeFalse();
    }

    [Fact]
    public async Task AFolderThatIsNoClusterIsLeftAlone()
    {
        await using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Data);
        await File.WriteAllTextAsync(Path.Combine(folder.Data, "diary.txt"), "Dear diary");

        var failure = await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(folder.Options));

        failure.Message.ShouldContain(folder.Data);
        File.Exists(Path.Combine(folder.Data, "diary.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task AProcessKilledWhileTheServerStartsLeavesItToTheNext()
    {
        await using var folder = new TestFolder();
        await using (var made = await EmbeddedPostgres.StartAsync(folder.Options))
        {
            await made.StopAsync();
        }

        using var starter = OtherUser.Begin(folder.Path);
        await Wait.UntilAsync(() => File.Exists(PostmasterFile.PathIn(folder.Data)));
        await starter.KillAsync();
        await using var server = await EmbeddedPostgres.StartAsync(folder.Options);

        PostmasterFile.Read(folder.Data)!.ProcessId.ShouldBe(server.ProcessId);
    }

    private static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }
}
