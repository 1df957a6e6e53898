using Press.Hosting;

namespace Perdure.Agents.Tests.Servers;

/// <summary>
/// A real agent runtime under Node, from <c>Fixtures</c>, or one of the sample PressDesk with agents of the tests. It ends when its standard input closes: it cannot outlive the process of the tests. A test that needs it begins with
/// <see cref="Require"/>.
/// </summary>
public abstract class NodeFixture(string folder) : IAsyncLifetime
{
    /// <summary>The folder of the servers that are the tests' own.</summary>
    protected const string Fixtures = "tests/Agents.Tests/Fixtures";

    /// <summary>The folder of those that the sample has.</summary>
    protected const string Services = "samples/PressDesk/services";

    private NodeService? service;
    private string? missing;

    /// <summary>Where the server listens.</summary>
    public Uri Url => service?.Url ?? throw new InvalidOperationException($"The server '{folder}' does not run: {missing}");

    /// <summary>What the server is told by its environment.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    /// <summary>Whether it runs.</summary>
    public bool IsThere => service is not null;

    /// <summary>Skips the test where the server cannot run on this machine, and says what is missing.</summary>
    public void Require() => Assert.SkipWhen(missing is not null, missing ?? "");

    public async ValueTask InitializeAsync()
    {
        string place = NodePackages.Find(folder);
        missing = await NodePackages.InstallAsync(place);
        if (missing is not null) return;
        string guard = Path.Combine(NodePackages.Find(Fixtures), "shared", "loopback-only.cjs");
        service = await NodeService.StartAsync(place, new Dictionary<string, string>(Settings) { ["PORT"] = "0" }, guard, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (service is null) return;
        await service.DisposeAsync();
        service.Errors.ShouldNotContain("loopback-only: refused", customMessage: $"The server '{folder}' used the network");
    }
}
