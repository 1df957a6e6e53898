using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class AgentTests(MigratedServer server) : EngineTest(server)
{
    private static readonly AgentDefinition Shout = new AgentDefinition<ShoutAgent, string, string>("shout", TestPlan.Text, TestPlan.Text, static _ => new ShoutAgent());

    [Fact]
    public async Task ADeclaredStepWritesItsAgentsEventsInOrder()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("declared", static async (_, call) => await call.InvokeAgentAsync<ShoutAgent, string, string>(call.Take()), Declared("Ask"));
        TestHost host = await StartAsync([plan], null, [Shout]);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "hey", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe($"HEY from shout for {run.Id} declared Ask 1 {run.Id}/Ask/0/0");
        (await EventsAsync(run.Id)).ShouldEndWith("STEP_STARTED Ask/1, AGENT_INVOKED Ask/1, AGENT_RESPONSE Ask/1, STEP_COMPLETED Ask/1, EXECUTION_COMPLETED, LOCK_RELEASED");
        (await Database.ScalarAsync<string>("select string_agg(distinct payload ->> 'agent', ',') from perdure.execution_events where event_type like 'AGENT%'")).ShouldBe("shout");
        (await Database.ScalarAsync<string>("select agent from perdure.execution_steps")).ShouldBe("shout");
    }

    [Fact]
    public async Task AnAgentLivesForOneAttemptAndIsDisposedWithIt()
    {
        var made = new List<PassingAgent>();
        WorkflowPlan<string, string> plan = TestPlan.Of("passing", static async (_, call) => await call.InvokeAgentAsync<PassingAgent, string, string>(call.Take()), Declared("Ask", "passing"));
        TestHost host = await StartAsync([plan], null, [new AgentDefinition<PassingAgent, string, string>("passing", TestPlan.Text, TestPlan.Text, _ => Make())]);

        await (await host.Client.StartAsync(plan, "x", cancellationToken: Token)).GetResultAsync(Token);
        await (await host.Client.StartAsync(plan, "y", cancellationToken: Token)).GetResultAsync(Token);

        made.Count.ShouldBe(2);
        made.ShouldAllBe(agent => agent.IsDisposed);

        PassingAgent Make()
        {
            made.Add(new PassingAgent());
            return made[^1];
        }
    }

    [Fact]
    public async Task AnAgentTakenAsAParameterIsRecordedWhenTheContextCallsIt()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "parameter",
            static async (_, call) =>
            {
                ShoutAgent agent = call.GetAgent<ShoutAgent>();
                string first = await call.Context.InvokeAsync(agent, "a", call.CancellationToken);
                return await call.Context.InvokeAsync(agent, first[..1]);
            },
            TestPlan.First("One"));
        TestHost host = await StartAsync([plan], null, [Shout]);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldStartWith("A from shout for ");
        (await EventsAsync(run.Id)).ShouldEndWith(
            "STEP_STARTED One/1, AGENT_INVOKED One/1, AGENT_RESPONSE One/1, AGENT_INVOKED One/1, AGENT_RESPONSE One/1, STEP_COMPLETED One/1, EXECUTION_COMPLETED, LOCK_RELEASED");
    }

    [Fact]
    public async Task AnAgentThatFailsHasNoResponseAndARetryRepeatsTheCall()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "moody", static async (_, call) => await call.InvokeAgentAsync<MoodyAgent, string, string>(call.Take()), Declared("Ask", "moody", new RetryPolicy(2) { Delay = TimeSpan.FromMilliseconds(1) }));
        TestHost host = await StartAsync([plan], null, [new AgentDefinition<MoodyAgent, string, string>("moody", TestPlan.Text, TestPlan.Text, static _ => new MoodyAgent())]);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("better");
        (await EventsAsync(run.Id, "AGENT%")).ShouldBe("AGENT_INVOKED Ask/1, AGENT_INVOKED Ask/2, AGENT_RESPONSE Ask/2");
    }

    [Fact]
    public async Task AnAgentThatTheServicesHoldInPlaceOfARegisteredOneGoesByItsName()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "replaced",
            static async (step, call) => step == 0
                ? await call.InvokeAgentAsync<MoodyAgent, string, string>(call.Take())
                : await call.Context.InvokeAsync<string, string>(call.GetAgent<MoodyAgent>(), call.Take(0)),
            Declared("Ask", "moody"),
            TestPlan.Then("AskAgain", 0));
        TestHost host = await StartAsync(
            [plan],
            null,
            [new AgentDefinition<MoodyAgent, string, string>("moody", TestPlan.Text, TestPlan.Text, static _ => throw new InvalidOperationException("The services hold one"))],
            static services => services.AddSingleton<MoodyAgent>(new CheerfulAgent()));

        (await (await host.Client.StartAsync(plan, "x", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("cheerful");
        (await Database.ScalarAsync<string>("select string_agg(distinct payload ->> 'agent', ',') from perdure.execution_events where event_type like 'AGENT%'")).ShouldBe("moody");
    }

    [Fact]
    public async Task AnAgentAnswersByItsNameWithJson()
    {
        TestHost host = await StartAsync([], null, [Shout]);
        AgentRegistry agents = host.Host.Services.GetRequiredService<AgentRegistry>();
        var context = new AgentContext(Guid.Empty, "by-hand", "none", 1, "key", "shout");

        JsonElement answer = await agents.InvokeAsync("shout", JsonElement.Parse("\"hey\""), context, Token);

        answer.GetString().ShouldBe($"HEY from shout for {Guid.Empty} by-hand none 1 key");
        agents.Names.ShouldBe(["shout"]);
    }

    [Fact]
    public async Task AnUnknownAgentIsNamedBesideTheKnownOnes()
    {
        TestHost host = await StartAsync([], null, [Shout]);
        AgentRegistry agents = host.Host.Services.GetRequiredService<AgentRegistry>();
        var context = new AgentContext(Guid.Empty, "by-hand", "none", 1, "key", "shut");

        AgentNotFoundException unknown = await Should.ThrowAsync<AgentNotFoundException>(async () => await agents.InvokeAsync("shut", JsonElement.Parse("1"), context, Token));

        unknown.Message.ShouldBe("There is no agent 'shut'; there are 'shout'");
        unknown.Name.ShouldBe("shut");
    }

    [Fact]
    public async Task APayloadThatIsNotWhatTheAgentTakesIsRefused()
    {
        TestHost host = await StartAsync([], null, [Shout]);
        AgentRegistry agents = host.Host.Services.GetRequiredService<AgentRegistry>();
        var context = new AgentContext(Guid.Empty, "by-hand", "none", 1, "key", "shout");

        (await Should.ThrowAsync<PayloadException>(async () => await agents.InvokeAsync("shout", JsonElement.Parse("{}"), context, Token))).Message
            .ShouldStartWith("The payload for agent 'shout' cannot be read as 'System.String'");
    }

    [Fact]
    public async Task AnAgentThatNobodyRegisteredFailsTheStepWithTheMend()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("unregistered", static async (_, call) => await call.InvokeAgentAsync<ShoutAgent, string, string>(call.Take()), Declared("Ask"));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "hey", cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message.ShouldContain("is not registered: call AddWorkflows()");
    }

    private static StepPlan Declared(string id, string agent = "shout", RetryPolicy? retry = null) =>
        new(id) { Agent = agent, Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, Retry = retry ?? RetryPolicy.None };

    private sealed class ShoutAgent : IAgent<string, string>
    {
        public ValueTask<string> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(
            $"{input.ToUpperInvariant()} from {context.Agent} for {context.ExecutionId} {context.Workflow} {context.StepId} {context.Attempt} {context.IdempotencyKey}");
    }

    private class MoodyAgent : IAgent<string, string>
    {
        public virtual ValueTask<string> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) =>
            context.Attempt == 1 ? throw new IOException("not in the mood") : new("better");
    }

    private sealed class CheerfulAgent : MoodyAgent
    {
        public override ValueTask<string> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new("cheerful");
    }

    private sealed class PassingAgent : IAgent<string, string>, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public ValueTask<string> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input);

        public void Dispose() => IsDisposed = true;
    }
}
