using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Agents;

/// <summary>A declared step that runs a workflow fits it as it would fit an agent.</summary>
public sealed class ChildTests
{
    private const string Children = """

        agent Packing: Order{string name, int count} -> Parcel
        agent Sweeping: None -> Parcel
        """;

    [Theory]
    [InlineData("Order -> Parcel", "Pack(Order order) -> Parcel by Packing", "whole 0")]
    [InlineData("Order -> Parcel", "Pack(int count, string name) -> Parcel by Packing\nName(Order order) -> string\nCount(Order order) -> int", "name=1 count=0")]
    [InlineData("Order -> Parcel", "Sweep() -> Parcel by Sweeping", "")]
    public void TheInputOfTheChildIs(string workflow, string steps, string expected)
    {
        PlanStep step = Plan(workflow, steps).ShouldBePlanned().Steps.Single(step => step.Child is not null);

        step.Agent.ShouldBeNull();
        step.Child!.Version.ShouldBe(3);
        PlanAgentInput input = step.AgentInput.ShouldNotBeNull();
        (input.Whole >= 0 ? $"whole {input.Whole}" : string.Join(' ', input.Members.Select(member => $"{member.Name}={member.Parameter}"))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Order -> Parcel", "Pack(Order order) -> Order by Packing", "Step 'Pack' returns 'Order', but 'Packing' returns 'Parcel'")]
    [InlineData("Order -> Parcel", "Pack(Order nmae) -> Parcel by Sweeping", "Step 'Pack' does not fit 'Sweeping', which takes nothing: leave out 'nmae', or order steps with [After]")]
    [InlineData("Order -> Parcel", "Pack(string nmae, int count) -> Parcel by Packing\nName(Order order) -> string\nCount(Order order) -> int", "Step 'Pack' does not fit 'Packing', which takes 'Order': it has no 'nmae': did you mean 'name'")]
    public void WhatDoesNotFitIsReported(string workflow, string steps, string message) =>
        Plan(workflow, steps).Findings.Select(finding => finding.Message).ShouldContain(message);

    [Fact]
    public void AChildHasNoPolicyForTheStepsThatRunIt()
    {
        PlanStep step = Plan("[Retry(4)] Order -> Parcel", "Pack(Order order) -> Parcel by Packing").ShouldBePlanned().Steps.ShouldHaveSingleItem();

        step.Retry!.MaxAttempts.ShouldBe(4, "the default of the parent, which is that of all its steps");
    }

    /// <summary>The agents of a sketch, as workflows.</summary>
    private static PlanResult Plan(string workflow, string steps)
    {
        Sketch sketch = Sketch.Of($"{workflow}\n{steps}{Children}");
        return Planner.Plan(sketch.Workflow with { Steps = new(sketch.Workflow.Steps.Select(AsChild)) }, sketch);
    }

    private static StepDescription AsChild(StepDescription step) => step.Agent is { } agent
        ? step with { Agent = null, Child = new ChildDescription(agent.Class, agent.Name, 3, agent.Input.Key == "None" ? null : agent.Input, agent.Output, agent.InputConstructor) }
        : step;
}
