using System.Linq.Expressions;
using System.Text.Json.Serialization.Metadata;
using Shouldly;

// The calls are read, and never made.
#pragma warning disable CA2012, CA2016

namespace Perdure.Runtime.Tests.Clients;

/// <summary>A token may stand alone, without options, and is never meant where options are: <c>new() { … }</c> and <c>default</c> fit both.</summary>
public sealed class CallFormTests
{
    private delegate object Start(WorkflowClient client, TransactionalStarts within, WorkflowPlan<string, string> plan, WorkflowPlan<string> bare, CancellationToken token);

    private delegate object Emit(StepContext step, AgentContext agent, WorkflowHandle<string> run, CancellationToken token);

    [Fact]
    public void OptionsAreMeantWhereTheyMayBe()
    {
        Type[] options = [typeof(StartOptions), typeof(CancellationToken)];

        LastOf((client, _, plan, _, _) => client.StartAsync(plan, "x")).ShouldBe(options);
        LastOf((client, _, plan, _, _) => client.StartAsync(plan, "x", new() { Key = "x" })).ShouldBe(options);
        LastOf((client, _, plan, _, _) => client.StartAsync(plan, "x", new())).ShouldBe(options);
        LastOf((client, _, plan, _, _) => client.StartAsync(plan, "x", default)).ShouldBe(options);
        LastOf((client, _, plan, _, token) => client.StartAsync(plan, "x", null, token)).ShouldBe(options);
        LastOf((client, _, plan, _, token) => client.StartAsync(plan, "x", new() { Key = "x" }, token)).ShouldBe(options);
        LastOf((client, _, plan, _, _) => client.StartAsync(plan: plan, input: "x", startOptions: new() { Key = "x" })).ShouldBe(options);
        LastOf((client, _, _, bare, _) => client.StartAsync(bare, new() { Key = "x" })).ShouldBe(options);
        LastOf((client, _, _, bare, _) => client.StartAsync(bare, default)).ShouldBe(options);
        LastOf((_, within, plan, _, _) => within.StartAsync(plan, "x", new() { Key = "x" })).ShouldBe(options);
        LastOf((_, within, plan, _, _) => within.StartAsync(plan, "x", default)).ShouldBe(options);
        LastOf((_, within, _, bare, _) => within.StartAsync(bare, new() { Key = "x" })).ShouldBe(options);
    }

    [Fact]
    public void ATokenMayStandAlone()
    {
        LastOf((client, _, plan, _, token) => client.StartAsync(plan, "x", token)).ShouldBe([typeof(string), typeof(CancellationToken)]);
        LastOf((client, _, _, bare, token) => client.StartAsync(bare, token)).ShouldBe([typeof(WorkflowPlan<string>), typeof(CancellationToken)]);
        LastOf((_, within, plan, _, token) => within.StartAsync(plan, "x", token)).ShouldBe([typeof(string), typeof(CancellationToken)]);
        LastOf((_, within, _, bare, token) => within.StartAsync(bare, token)).ShouldBe([typeof(WorkflowPlan<string>), typeof(CancellationToken)]);
        LastOf((step, _, _, token) => step.EmitAsync(1, token)).ShouldBe([typeof(int), typeof(CancellationToken)]);
        LastOf((_, agent, _, token) => agent.EmitAsync(1, token)).ShouldBe([typeof(int), typeof(CancellationToken)]);
        LastOf((step, _, _, token) => step.LastHeartbeatAsync<int>(token)).ShouldBe([typeof(CancellationToken)]);
        LastOf((_, _, run, token) => run.StreamAsync<int>(token)).ShouldBe([typeof(CancellationToken)]);
    }

    [Fact]
    public void WhatIsEmittedAndReadIsDescribedWhereItMayBe()
    {
        Type[] described = [typeof(JsonTypeInfo<int>), typeof(CancellationToken)];

        LastOf((step, _, _, _) => step.EmitAsync(1)).ShouldBe(described);
        LastOf((step, _, _, _) => step.EmitAsync(1, default)).ShouldBe(described);
        LastOf((_, agent, _, _) => agent.EmitAsync(1, default)).ShouldBe(described);
        LastOf((step, _, _, _) => step.LastHeartbeatAsync<int>()).ShouldBe(described);
        LastOf((step, _, _, _) => step.LastHeartbeatAsync<int>(default)).ShouldBe(described);
        LastOf((_, _, run, _) => run.StreamAsync<int>()).ShouldBe(described);
        LastOf((_, _, run, _) => run.StreamAsync<int>(5)).ShouldBe(described);
        FirstOf((_, _, run, _) => run.StreamAsync<int>(new() { From = 5 })).ShouldBe(typeof(StreamOptions));
    }

    private static Type[] LastOf(Expression<Start> call) => [.. Parameters(call).TakeLast(2)];

    private static Type[] LastOf(Expression<Emit> call) => [.. Parameters(call).TakeLast(2)];

    private static Type FirstOf(Expression<Emit> call) => Parameters(call).First();

    /// <summary>What the method takes that the compiler chose.</summary>
    private static IEnumerable<Type> Parameters(LambdaExpression call) =>
        ((MethodCallExpression)(call.Body is UnaryExpression boxed ? boxed.Operand : call.Body)).Method.GetParameters().Select(parameter => parameter.ParameterType);
}
