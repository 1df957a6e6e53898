using System.Data.Common;
using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Generation;

/// <summary>Runs a plan in memory, step after step, with every value going through JSON as it would through the database.</summary>
internal sealed class PlanExecution
{
    private readonly WorkflowPlan plan;
    private readonly IReadOnlyList<AgentDefinition> agents;
    private readonly Dictionary<Type, object> services;
    private readonly Dictionary<int, string?> values = [];

    private PlanExecution(Assembly assembly, string workflow, string? input, Dictionary<Type, object> services)
    {
        PerdureRegistry registry = (PerdureRegistry)Activator.CreateInstance(assembly.GetCustomAttribute<PerdureRegistryAttribute>()!.Registry)!;
        plan = registry.Workflows.Single(plan => plan.Name == workflow);
        agents = registry.Agents;
        this.services = services;
        values[WorkflowPlan.InputProducer] = input;
    }

    /// <summary>The result, as the client reads it.</summary>
    public object? Output => JsonSerializer.Deserialize(Result!, plan.Output!.Type, Options(plan.Output));

    /// <summary>The result, as JSON.</summary>
    public string? Result => plan.Results.Select(step => values.GetValueOrDefault(step)).FirstOrDefault(value => value is not null);

    /// <summary>The steps that ran, in order.</summary>
    public IEnumerable<string> Ran => plan.Steps.Where((_, index) => values.ContainsKey(index)).Select(step => step.Id);

    /// <summary>A step's result, as JSON; null: it returned nothing.</summary>
    public string? this[string step] => values[plan.Steps.Select((found, index) => (found, index)).Single(found => found.found.Id == step).index];

    public static async Task<PlanExecution> RunAsync(GeneratorRun run, string workflow, string? input = null, params object[] services)
    {
        (await Analysis.OfAsync(run)).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        return await RunAsync(run.Load(), workflow, input, services);
    }

    public static async Task<PlanExecution> RunAsync(Assembly assembly, string workflow, string? input = null, params object[] services)
    {
        var execution = new PlanExecution(assembly, workflow, input, services.ToDictionary(TypeOf, service => service is KeyValuePair<Type, object> named ? named.Value : service));
        for (var step = 0; step < execution.plan.Steps.Count; step++) await execution.RunAsync(step);
        return execution;
    }

    /// <summary>The type by which a service is asked for.</summary>
    private static Type TypeOf(object service) => service switch
    {
        KeyValuePair<Type, object> named => named.Key,
        TimeProvider => typeof(TimeProvider),
        DbTransaction => typeof(DbTransaction),
        _ => service.GetType(),
    };

    private async Task RunAsync(int step)
    {
        StepPlan description = plan.Steps[step];
        if (!Holds(description)) return;
        object? result = await plan.Runner.RunAsync(step, new Call(this, description));
        if (description.Output is null) result.ShouldBeNull();
        values[step] = description.Output is null ? null : JsonSerializer.Serialize(result, description.Output.Type, Options(description.Output));
    }

    private bool Holds(StepPlan step) =>
        step.Inputs.All(input => input.IsOptional || input.Producers.Any(values.ContainsKey)) && step.Conditions.All(condition => Holds(step, condition));

    private bool Holds(StepPlan step, ConditionPlan condition)
    {
        if (condition.Kind == ConditionKind.Case)
        {
            SwitchPlan one = plan.Switches[condition.Index];
            return values.ContainsKey(one.Subject) && condition.Cases.Contains(plan.Runner.Select(condition.Index, new Call(this, step)));
        }

        return plan.Predicates[condition.Index].Inputs.All(input => input.IsOptional || input.Producers.Any(values.ContainsKey))
            && plan.Runner.Test(condition.Index, new Call(this, step)) == (condition.Kind == ConditionKind.When);
    }

    /// <summary>Those of the payload's context, as the runtime has them where reflection is switched off.</summary>
    private static JsonSerializerOptions Options(PayloadType type) =>
        type.Context is { } context ? new JsonSerializerOptions(context.Options) { TypeInfoResolver = context } : JsonSerializerOptions.Default;

    private sealed class Call(PlanExecution execution, StepPlan step) : StepCall, IServiceProvider
    {
        public override StepContext Context { get; } = new(Guid.Empty, execution.plan.Name, step.Id, 1, "key of " + step.Id);

        public override CancellationToken CancellationToken => new(canceled: false);

        public override IServiceProvider Services => this;

        public object? GetService(Type serviceType) => execution.services.GetValueOrDefault(serviceType);

        public override bool Has(int producer) => execution.values.ContainsKey(producer);

        public override T Read<T>(int producer, PayloadType type)
        {
            (Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)).ShouldBe(Nullable.GetUnderlyingType(type.Type) ?? type.Type);
            return (T)JsonSerializer.Deserialize(execution.values[producer]!, type.Type, Options(type))!;
        }

        public override TAgent GetAgent<TAgent>() => (TAgent)Definition<TAgent>().Create(this);

        public override DbTransaction GetTransaction()
        {
            step.Transactional.ShouldBeTrue();
            return (DbTransaction)execution.services[typeof(DbTransaction)];
        }

        public override ValueTask<TOut> InvokeAgentAsync<TAgent, TIn, TOut>(TIn input)
        {
            AgentDefinition definition = Definition<TAgent>();
            step.Agent.ShouldBe(definition.Name);
            return GetAgent<TAgent>().InvokeAsync(input, new AgentContext(Guid.Empty, execution.plan.Name, step.Id, 1, "key", definition.Name), CancellationToken);
        }

        private AgentDefinition Definition<TAgent>() => execution.agents.Single(agent => agent.AgentType == typeof(TAgent));
    }
}
