using System.Data.Common;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Perdure.Agents;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Streams;
using Perdure.Telemetry;

namespace Perdure.Steps;

/// <summary>What a generated runner is given for one attempt: the producers' results as JSON, agents, services.</summary>
internal sealed partial class RuntimeStepCall : StepCall
{
    private readonly StepStart start;
    private readonly AgentRegistry agents;
    private readonly PayloadSerializer serializer;
    private readonly EngineTelemetry telemetry;
    private readonly IServiceProvider services;
    private readonly StepTransaction? transaction;
    private IReadOnlyDictionary<int, StoredPayload?> inputs;
    private volatile bool hasServices;
    private bool hasEnded;
    private readonly Lock gate = new();
    private readonly List<AgentCall> calls = [];
    private readonly Dictionary<object, AgentDefinition> handed = new(ReferenceEqualityComparer.Instance);

    public RuntimeStepCall(StepStart start, AgentRegistry agents, PayloadSerializer serializer, AgentPayloads payloads, EngineTelemetry telemetry, AttemptPulse pulse, StreamAppender streams, IServiceProvider services, StepTransaction? transaction, AgentOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        this.pulse = pulse;
        this.time = time;
        this.payloads = payloads;
        maxProgressEvents = options.MaxProgressEvents;
        this.start = start;
        inputs = start.Inputs;
        this.agents = agents;
        this.serializer = serializer;
        this.telemetry = telemetry;
        this.streams = streams;
        this.services = services;
        this.transaction = transaction;
        CancellationToken = cancellationToken;
        Context = new RecordingStepContext(start, this, pulse) { Item = start.Unit.Item, Round = start.Unit.Round };
    }

    public override StepContext Context { get; }

    public override CancellationToken CancellationToken { get; }

    public override StepError? Cause => start.Cause;

    public override IServiceProvider Services
    {
        get
        {
            hasServices = true;
            return services;
        }
    }

    /// <summary>Whether a service may have been made for it.</summary>
    public bool HasServices => hasServices;

    /// <summary>The agents that were called so far.</summary>
    public IReadOnlyList<AgentCall> Calls
    {
        get
        {
            lock (gate) return [.. calls];
        }
    }

    public override bool Has(int producer) => inputs.ContainsKey(producer);

    /// <summary>The attempt has its result: the predicate of a repeated step reads it as its round's.</summary>
    public void EndRound(StoredPayload? result) => inputs = new Dictionary<int, StoredPayload?>(start.Inputs) { [WorkflowPlan.RoundProducer] = result };

    public override T Read<T>(int producer, PayloadType type)
    {
        string what = Name(producer);
        return inputs.TryGetValue(producer, out StoredPayload? payload)
            ? serializer.Read<T>(payload, type, new PayloadPlace(start.ExecutionId), what)
            : throw new InvalidOperationException($"Step '{start.Step.Id}' reads {what}, which its plan does not name: rebuild the project");
    }

    public override TAgent GetAgent<TAgent>()
    {
        AgentDefinition definition = agents.Get(typeof(TAgent));
        object agent = Services.GetRequiredService(definition.AgentType);
        lock (gate) handed[agent] = definition;
        return (TAgent)agent;
    }

    public override DbTransaction GetTransaction() => transaction?.Transaction
        ?? throw new InvalidOperationException($"Step '{start.Step.Id}' takes a transaction, which its plan does not say: rebuild the project");

    public override ValueTask<TOut> InvokeAgentAsync<TAgent, TIn, TOut>(TIn input) =>
        InvokeAsync((IAgent<TIn, TOut>)GetAgent<TAgent>(), input, declared: true, CancellationToken);

    private string Name(int producer) => producer switch
    {
        WorkflowPlan.InputProducer => "the input of the workflow",
        WorkflowPlan.ItemProducer => string.Create(CultureInfo.InvariantCulture, $"item {start.Unit.Item} of step '{start.Step.Id}'"),
        WorkflowPlan.RoundProducer => string.Create(CultureInfo.InvariantCulture, $"the value of round {start.Unit.Round} of step '{start.Step.Id}'"),
        WorkflowPlan.ResultProducer => $"the result of step '{start.Step.Id}', which is undone",
        WorkflowPlan.SignalProducer => $"signal '{start.Step.Signal!.Name}'",
        _ when start.Step.Map?.CollectionOf(producer) is > 0 and var collection => string.Create(CultureInfo.InvariantCulture, $"item {start.Unit.Item} of step '{start.Step.Id}', of collection {collection + 1}"),
        _ => $"the result of step '{start.Plan.Steps[producer].Id}'",
    };

    private async ValueTask<TOut> InvokeAsync<TIn, TOut>(IAgent<TIn, TOut> agent, TIn input, bool declared, CancellationToken cancellationToken)
    {
        AgentDefinition definition = DefinitionOf(agent);
        string name = definition.Name;
        int position;
        lock (gate)
        {
            position = calls.Count;
            calls.Add(new AgentCall(name, Answered: false, declared));
        }

        StepContext context = Context;
        var agentContext = new RecordingAgentContext(this, context.ExecutionId, context.Workflow, context.StepId, context.Attempt, context.IdempotencyKey, name);
        TOut answer = agent is RemoteAgent<TIn, TOut> remote
            ? await InvokeRemoteAsync(remote, definition.Input, input, position, declared, agentContext, cancellationToken).ConfigureAwait(false)
            : await telemetry.InvokeAsync(agent, input, agentContext, cancellationToken).ConfigureAwait(false);
        lock (gate) calls[position] = calls[position] with { Answered = true };
        return answer;
    }

    /// <summary>As what it was handed in: the services may hold another class in its place, as tests do.</summary>
    private AgentDefinition DefinitionOf(object agent)
    {
        lock (gate)
        {
            if (handed.TryGetValue(agent, out AgentDefinition? definition)) return definition;
        }

        return agents.Get(agent.GetType());
    }

    /// <summary>The context of a step in a run: calls of agents that the step took as parameters are recorded.</summary>
    private sealed class RecordingStepContext(StepStart start, RuntimeStepCall call, AttemptPulse pulse)
        : StepContext(start.ExecutionId, start.Plan.Name, start.Step.Id, start.Attempt, start.IdempotencyKey)
    {
        public override ValueTask<TOut> InvokeAsync<TIn, TOut>(IAgent<TIn, TOut> agent, TIn input, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(agent);
            return call.InvokeAsync(agent, input, declared: false, cancellationToken.CanBeCanceled ? cancellationToken : call.CancellationToken);
        }

        public override void Heartbeat() => pulse.Beat();

        public override void Heartbeat<TDetails>(TDetails details, JsonTypeInfo<TDetails>? typeInfo = null) => pulse.Beat(details, typeInfo);

        public override ValueTask<TDetails?> LastHeartbeatAsync<TDetails>(JsonTypeInfo<TDetails>? typeInfo = null, CancellationToken cancellationToken = default)
            where TDetails : default =>
            pulse.LastAsync(typeInfo, cancellationToken.CanBeCanceled ? cancellationToken : call.CancellationToken);

        public override ValueTask EmitAsync<T>(T value, JsonTypeInfo<T>? typeInfo = null, CancellationToken cancellationToken = default) => call.EmitAsync(value, typeInfo, cancellationToken);
    }
}
