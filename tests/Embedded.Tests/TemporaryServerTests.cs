using Perdure.Embedded.Cluster;
using Perdure.Embedded.Files;
using Perdure.Tests;
using Shouldly;
using Xunit;

namespace Perdure.Embedded.Tests;

public sealed class TemporaryServerTests
{
    [Fact]
    public async Task ATemporaryServerIsGoneWithItsFolderWhenItIsDisposed()
    {
        await using var folder = new TestFolder();
        int process;
        string home;
        await using (var server = await EmbeddedPostgres.StartAsync(Temporary(folder)))
        {
            (process, home) = (server.ProcessId, server.Folder);
            ServerProcess.IsServing(process, Path.Combine(home, "data")).ShouldBeTrue();
        }

        ServerProcess.IsServing(process, Path.Combine(home, "data")).ShouldBeFalse();
        Directory.Exists(home).ShouldBeFalse();
    }

    [Fact]
    public async Task ATemporaryServerDoesNotDisturbAnother()
    {
        await using var folder = new TestFolder();
        await using var first = await EmbeddedPostgres.StartAsync(Temporary(folder));
        await using var second = await EmbeddedPostgres.StartAsync(Temporary(folder));

        second.ProcessId.ShouldNotBe(first.ProcessId);
        ServerProcess.IsServing(first.ProcessId, Path.Combine(first.Folder, "data")).ShouldBeTrue();
        ServerProcess.IsServing(second.ProcessId, Path.Combine(second.Folder, "data")).ShouldBeTrue();
    }

    [Fact]
    public async Task AFolderIsDeletedOnlyWhenNobodyLooksForAbandonedOnes()
    {
        await using var folder = new TestFolder();
        var server = await EmbeddedPostgres.StartAsync(Temporary(folder));
        var looking = FileLock.TryAcquire(Path.Combine(folder.Path, "temporary", "lock")).ShouldNotBeNull();

        var deleting = server.DisposeAsync().AsTask();
        await Wait.UntilAsync(() => !ServerProcess.IsServing(server.ProcessId, Path.Combine(server.Folder, "data")));
        FileLock.TryAcquire(ClusterHome.Open(server.Folder).Owner).ShouldBeNull("the folder still has its owner");
        looking.Dispose();
        await deleting;

        Directory.Exists(server.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task WhatAKilledProcessLeftIsRemovedByTheNext()
    {
        await using var folder = new TestFolder();
        using var other = OtherUser.Begin(folder.Path, "temporary");
        var left = await other.ServerAsync();
        await other.KillAsync();
        ServerProcess.IsServing(left.ProcessId, Path.Combine(left.Folder, "data")).ShouldBeTrue();

        await using var next = await EmbeddedPostgres.StartAsync(Temporary(folder));

        ServerProcess.IsServing(left.ProcessId, Path.Combine(left.Folder, "data")).ShouldBeFalse();
        Directory.Exists(left.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task ATemporaryServerThatFailsToStartLeavesNothing()
    {
        await using var folder = new TestFolder();
        var options = Temporary(folder);
        options.Settings["shared_buffers"] = "a lot";

        await Should.ThrowAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(options));

        Directory.EnumerateDirectories(Path.Combine(folder.Path, "temporary")).ShouldBeEmpty();
    }

    private static EmbeddedPostgresOptions Temporary(TestFolder folder)
    {
        var options = folder.Options;
        options.Lifetime = EmbeddedPostgresLifetime.Temporary;
        return options;
    }
}
