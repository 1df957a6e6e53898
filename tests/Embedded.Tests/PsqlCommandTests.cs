using System.Diagnostics;
using Npgsql;
using Shouldly;
using Xunit;

namespace Perdure.Embedded.Tests;

public sealed class PsqlCommandTests
{
    [Fact]
    public async Task TheLineOpensTheDatabase()
    {
        Assert.SkipWhen(Processes.Tool.Find("psql") is null, "psql is not installed");
        await using var folder = new TestFolder();
        await using var server = await EmbeddedPostgres.StartAsync(folder.Options);

        var line = server.PsqlCommand("postgres").ShouldNotBeNull();
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"{line} --no-password -tAc 'select current_database()'"]) { RedirectStandardOutput = true })!;

        (await shell.StandardOutput.ReadToEndAsync()).Trim().ShouldBe("postgres");
        line.ShouldNotContain(new NpgsqlConnectionStringBuilder(server.ConnectionString()).Password!);
        var passwords = line["PGPASSFILE=".Length..line.IndexOf(' ', StringComparison.Ordinal)];
        passwords.ShouldStartWith(server.Folder);
        File.GetUnixFileMode(passwords).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task NamesThatAShellWouldReadOtherwiseAreQuoted()
    {
        await using var folder = new TestFolder();

        PsqlCommand.For("Host=db;Username=it's;Database=a b", database: null, "psql", folder.Path)
            .ShouldBe(@"psql -h db -p 5432 -U 'it'\''s' -d 'a b'");
    }

    [Fact]
    public async Task ColonsAndBackslashesAreEscapedInThePasswordFile()
    {
        await using var folder = new TestFolder();

        var line = PsqlCommand.For(@"Host=::1;Port=6000;Username=u;Database=d;Password=a:b\c", database: null, "psql", folder.Path);

        var file = Path.Combine(folder.Path, "__1-6000-u.pgpass");
        line.ShouldBe($"PGPASSFILE={file} psql -h ::1 -p 6000 -U u -d d");
        (await File.ReadAllTextAsync(file)).ShouldBe("\\:\\:1:6000:*:u:a\\:b\\\\c\n");
    }
}
