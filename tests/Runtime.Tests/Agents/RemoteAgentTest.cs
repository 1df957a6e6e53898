using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;

namespace Perdure.Runtime.Tests.Agents;

/// <summary>A test with an agent whose remote side is a server of the test's own.</summary>
public abstract class RemoteAgentTest(MigratedServer server) : EngineTest(server)
{
    private protected static SignalDefinition<bool> Approve { get; } = new("approve", PayloadType.Of<bool>());

    /// <summary>A step of the agent.</summary>
    private protected static StepPlan Declared(string id = "Ask") => Declared(id, RetryPolicy.None);

    private protected static StepPlan Declared(string id, RetryPolicy retry, bool notIdempotent = false, TimeSpan? timeout = null, TimeSpan? heartbeat = null) => new(id)
    {
        Agent = "wire",
        Inputs = [new StepInput("text", WorkflowPlan.InputProducer)],
        Output = TestPlan.Text,
        Retry = retry,
        NotIdempotent = notIdempotent,
        Timeout = timeout,
        HeartbeatTimeout = heartbeat,
    };

    /// <summary>A step of the agent that may ask for an approval.</summary>
    private protected static StepPlan Asking(string id = "Ask", TimeSpan? timeout = null) => new(id)
    {
        Agent = "wire",
        Inputs = [new StepInput("text", WorkflowPlan.InputProducer)],
        Output = TestPlan.Text,
        Interrupt = new InterruptPlan("approve", PayloadType.Of<bool>()) { Timeout = timeout },
    };

    private protected static WorkflowPlan<string, string> Plan(string name, params StepPlan[] steps) =>
        TestPlan.Of(name, static async (_, call) => await call.InvokeAgentAsync<WireAgent, string, string>(call.Take()), steps);

    private protected Task<TestHost> StartAsync(WorkflowPlan plan, AgentAbilities abilities, Action<PerdureOptions>? configure = null, Action<PerdureBuilder>? build = null) => StartAsync(
        [plan], configure, [new AgentDefinition<WireAgent, string, string>("wire", TestPlan.Text, TestPlan.Text, _ => new WireAgent(abilities))], build: build);

    private protected Task<TestHost> StartRemoteAsync(WorkflowPlan plan, Action<PerdureOptions>? configure = null) => StartAsync(plan, WireAgent.All, configure);

    private protected async Task<WorkflowHandle<string>> AskAsync(TestHost host, WorkflowPlan<string, string> plan, RemoteSide side, string input = "text") =>
        await host.Client.StartAsync(plan, $"{side.Port}|{input}", cancellationToken: Token);

    /// <summary>The remote work of a run, as <c>Step STATUS try/turn run</c>.</summary>
    private protected Task<string> WorkAsync(Guid run) => Database.ScalarAsync<string>(
        "select coalesce(string_agg(step_id || ' ' || status || ' ' || try || '/' || turn || coalesce(' ' || w.remote_run, ''), ', ' order by step_id, item, round), '') from perdure.agent_work w where execution_id = $1", run);

    /// <summary>What the payloads of events of a type say under a key.</summary>
    private protected Task<string> SaidAsync(Guid run, string type, string key) => Database.ScalarAsync<string>(
        "select coalesce(string_agg(payload ->> $3, ', ' order by seq), '') from perdure.execution_events where execution_id = $1 and event_type = $2", run, type, key);
}
