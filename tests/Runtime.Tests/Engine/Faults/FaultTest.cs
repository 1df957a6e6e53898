using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>A test with worker processes and a folder through which their steps are held and seen.</summary>
public abstract class FaultTest(MigratedServer server) : EngineTest(server)
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("perdure-tests-");

    protected StepSignals Steps => new(Folder);

    protected string Folder => folder.FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts a run of the three steps from a host that runs none.</summary>
    private protected async Task<WorkflowHandle<string>> StartRunAsync(bool ofCode = false)
    {
        TestHost client = await StartClientAsync();
        return await client.Client.StartAsync(ofCode ? ProcessPlans.ThreeOfCode : ProcessPlans.Three, Folder, cancellationToken: Token);
    }

    /// <summary>A worker in this process, as another one beside those that suffer.</summary>
    private protected Task<TestHost> StartOtherWorkerAsync() => StartAsync([ProcessPlans.Three, ProcessPlans.ThreeOfCode], null);

    /// <summary>Waits until a step was entered, as <c>Step-attempt</c>, by anyone or by one process.</summary>
    private protected Task WaitUntilEnteredAsync(string step, int? process = null) => Wait.UntilAsync(
        () => Steps.Entered().Any(entered => entered.StartsWith($"{step} {process}", StringComparison.Ordinal)), description: $"{step} was entered");

    private protected Task WaitUntilPausedAsync() => Wait.UntilAsync(() => File.Exists(Path.Combine(Folder, "paused")));
}
