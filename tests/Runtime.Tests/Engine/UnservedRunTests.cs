using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>What a host says of runs that nobody is there for.</summary>
public sealed class UnservedRunTests(MigratedServer server) : EngineTest(server)
{
    private const int Unserved = 107;
    private const int NotKnown = 108;

    [Fact]
    public async Task AStartBesideAWorkerThatHasNoWorkflowIsToldHowToAddIt()
    {
        using var said = new LogSignal(Unserved);
        TestHost host = await StartAsync([], null, services: Log(said));

        WorkflowHandle<string> run = await host.Client.StartAsync(Echo("forgotten"), "x", Token);
        await host.Client.StartAsync(Echo("forgotten"), "y", Token);

        (await said.Logged).ShouldBe(
            "Runs of 'forgotten@1' wait, because no worker is alive that has it and takes from queue 'default': no workflow was added to the worker of this host, so call AddWorkflows() in AddPerdure");
        said.Count.ShouldBe(1, "it is said once a minute, however many runs there are");
        (await StatusAsync(run.Id)).ShouldBe("PENDING", "it is started all the same: a worker may come");
    }

    [Fact]
    public async Task SoIsOneBesideAWorkerThatHasOthers()
    {
        using var said = new LogSignal(Unserved);
        TestHost host = await StartAsync([Echo("other")], null, services: Log(said));

        await host.Client.StartAsync(Echo("forgotten"), "x", Token);

        (await said.Logged).ShouldEndWith("the worker of this host has other workflows, so start one that has this, or add its registry in AddPerdure, as AddWorkflows() does");
    }

    [Fact]
    public async Task WhoeverWaitsIsToldAsWellAndGoesOnWaiting()
    {
        using var said = new LogSignal(Unserved);
        WorkflowPlan<string, string> plan = Echo("awaited");
        TestHost client = await StartAsync([], static options => options.RunWorker = false, services: Log(said));
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "x", Token);
        said.Count.ShouldBe(0, "a client by itself knows nothing of workers when it starts a run");

        Task<string> result = run.GetResultAsync(Token).AsTask();

        (await said.Logged).ShouldBe("Runs of 'awaited@1' wait, because no worker is alive that has it: start one: this host only starts runs (PerdureOptions.RunWorker is false)");
        await StartAsync(plan);
        (await result).ShouldBe("x");
    }

    [Fact]
    public async Task NothingIsSaidWhereAnotherWorkerIsThere()
    {
        using var said = new LogSignal(Unserved);
        WorkflowPlan<string, string> plan = Echo("served");
        TestHost worker = await StartAsync(plan);
        await WarmUpAsync(worker);
        TestHost other = await StartAsync([Echo("other")], null, services: Log(said));

        (await (await other.Client.StartAsync(plan, "x", Token)).GetResultAsync(Token)).ShouldBe("x");

        said.Count.ShouldBe(0);
    }

    [Fact]
    public async Task AStartDoesNotFailWhereThatCannotBeAsked()
    {
        using var said = new LogSignal(NotKnown);
        TestHost host = await StartAsync([], null, services: services =>
        {
            Log(said)(services);
            services.Configure<LoggerFilterOptions>(static filter => filter.MinLevel = LogLevel.Debug);
            Behind(static store => new UnansweringStore(store))(services);
        });

        WorkflowHandle<string> run = await host.Client.StartAsync(Echo("unanswered"), "x", Token);

        (await said.Logged).ShouldBe("Whether a worker is alive that has 'unanswered@1' could not be asked");
        (await StatusAsync(run.Id)).ShouldBe("PENDING");
    }

    private static WorkflowPlan<string, string> Echo(string name) => TestPlan.Of(name, static (_, call) => new(call.Take()), TestPlan.First("One"));

    private static Action<IServiceCollection> Log(LogSignal signal) => services => services.AddSingleton<ILoggerProvider>(signal);

    private Task<string> StatusAsync(Guid run) => Database.ScalarAsync<string>("select status from perdure.executions where id = $1", run);

    /// <summary>Has no answer to one question.</summary>
    private sealed class UnansweringStore(IExecutionStore inner) : DelegatingStore(inner)
    {
        public override ValueTask<bool> IsServedAsync(string plan, string? queue, CancellationToken cancellationToken) => throw new TimeoutException("too slow");
    }
}
