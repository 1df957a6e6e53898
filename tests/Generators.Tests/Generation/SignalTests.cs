using System.Reflection;

namespace Perdure.Generators.Tests.Generation;

/// <summary>What the senders of a signal get.</summary>
public sealed class SignalTests
{
    [Fact]
    public void EachSignalIsAPropertyOfItsType()
    {
        Type signals = Run("""
            [Step] private static int One(string text, [Signal("manager-approval", Timeout = "1d")] int? approval) => 1;
            [Step] private static string Two(int one, [Signal("equals")] string word) => word;
            """).ShouldCompile().Load().GetType("Sample")!.GetNestedType("Signals")!;

        signals.GetProperties().Select(property => $"{property.PropertyType.GenericTypeArguments[0].Name} {property.Name} = {property.GetValue(null)}").ShouldBe(["Int32 ManagerApproval = manager-approval", "String Equals2 = equals"]);
    }

    [Fact]
    public void ThePlanSaysWhatAStepWaitsFor()
    {
        var plan = (WorkflowPlan)Run("""[Step, Delay("2h")] private static string Ask(string text, [Signal(Timeout = "7d")] int? isApproved) => text;""")
            .ShouldCompile().Load().GetType("Sample")!.GetProperty("Definition", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

        StepPlan step = plan.Steps.ShouldHaveSingleItem();
        step.Delay.ShouldBe(TimeSpan.FromHours(2));
        SignalPlan signal = step.Signal.ShouldNotBeNull();
        (signal.Name, signal.Parameter, signal.Timeout, signal.IsOptional).ShouldBe(("is-approved", "isApproved", TimeSpan.FromDays(7), true));
    }

    [Fact]
    public void AWrongWorkflowHasItsSignalsAllTheSame() => Run("""
        [Step] private static string Ask(int unknown, [Signal] int approval) => "";
        public static string Name => Signals.Approval.Name;
        """).ShouldCompile();

    [Fact]
    public Task AMemberOfTheirNameIsReserved() => Squiggles.AssertAsync(
        "PDR008",
        """
        [Workflow]
        public sealed partial class Sample : IWorkflow<string, string>
        {
            [Step] private static string Ask(string text, [Signal] int approval) => text;
            private const string [|Signals|] = "";
        }
        """,
        "Workflow 'Sample' has a member 'Signals' of its own, which the generator needs for a member of its own");

    private static GeneratorRun Run(string members) => GeneratorRun.Of(
        $$"""
        [Workflow]
        public sealed partial class Sample : IWorkflow<string, string>
        {
            {{members}}
        }
        """);
}
