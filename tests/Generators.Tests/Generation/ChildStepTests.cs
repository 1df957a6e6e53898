namespace Perdure.Generators.Tests.Generation;

/// <summary>Declared steps that run a workflow as a child: their plan names the child's, and the runner makes its input.</summary>
public sealed class ChildStepTests
{
    private const string Workflows = """
        namespace Acme;

        public sealed record Order(string Name, long Count);

        [Workflow]
        public sealed partial class Packing : IWorkflow<Order, string>
        {
            [Step] private static string Pack(Order order) => order.Name;
        }

        [Workflow(Version = 2)]
        public sealed partial class Sweeping : IWorkflow<None>
        {
            [Step] private static void Sweep() { }
        }

        [Workflow]
        public sealed partial class Fulfilment : IWorkflow<Order, string>
        {
            [Step] private static string Name(Order order) => order.Name;
            [Step] private static long Count(Order order) => order.Count;
            [Step<Packing>(As = "packed")] private partial Task<string> PackMore([From(nameof(Name))] string name, long count);
            [Step<Sweeping>] private partial void Sweep();
            [Step, Result] private static string Tell([From(nameof(PackMore))] string packed) => packed;
        }
        """;

    [Fact]
    public void ThePlanNamesTheChildAndTheRunnerMakesItsInput()
    {
        GeneratorRun run = GeneratorRun.Of(Workflows).ShouldCompile();

        WorkflowPlan plan = run.LoadPlan("Acme.Fulfilment");
        plan.Steps.Single(step => step.Id == "PackMore").Child!().Id.ShouldBe("packing@1");
        plan.Steps.Single(step => step.Id == "Sweep").Child!().Id.ShouldBe("sweeping@2");
        run.File("Acme.Fulfilment").ShouldContain("public override object? MakeInput(int step, global::Perdure.StepCall call)");
        run.File("Acme.Fulfilment").ShouldContain("(object?)(global::Acme.Order)(new global::Acme.Order(");
        run.File("Acme.Fulfilment").ShouldNotContain("CallPackMore");
        run.File("Acme.Fulfilment").ShouldContain("workflow sweeping, version 2");
    }
}
