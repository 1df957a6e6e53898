using System.Reflection;

namespace Perdure.Generators.Tests.Generation;

/// <summary>What a step is that takes items of several collections side by side.</summary>
public sealed class ZipTests
{
    private static readonly GeneratorRun Sample = GeneratorRun.Of(
        """
        [Workflow]
        public sealed partial class Sample : IWorkflow<string[], string[]>
        {
            [Step] private static int Measure([ForEach] string word) => word.Length;
            [Step, Repeat(Until = nameof(IsDone), Max = 3), Compensate(nameof(Undo))] private static int Grow(string[] all, [ForEach(MaxParallel = 2)] string word, [ForEach] int size) => size + word.Length + all.Length;
            [Step] private static string Write([ForEach] int size, [ForEach] string word) => $"{word}{size}";

            private static bool IsDone(int size) => size > 9;
            private static void Undo(int size, string word) { }
        }
        """);

    [Fact]
    public void ThePlanNamesAllCollections()
    {
        var plan = (WorkflowPlan)Sample.ShouldCompile().Load().GetType("Sample")!.GetProperty("Definition", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

        plan.Steps.Select(step => (step.Id, step.Map!.Producer, string.Join(',', step.Map.Zipped), step.Map.MaxParallel)).ShouldBe(
            [("Measure", WorkflowPlan.InputProducer, "", 64), ("Grow", WorkflowPlan.InputProducer, "0", 2), ("Write", 1, "-1", 64)]);
        plan.Steps[1].Repeat!.Producer.ShouldBe(WorkflowPlan.ItemOf(1));
        plan.Steps[1].Compensation!.Inputs.Select(input => (input.Parameter, input.Producer)).ShouldBe([("size", WorkflowPlan.RoundProducer), ("word", WorkflowPlan.ItemProducer)]);
    }

    [Fact]
    public void TheHeadOfTheFileNamesAllItems() => Sample.File("Sample").ShouldContain("for each string and int, 2 side by side");

    [Fact]
    public void EachItemIsReadByItself()
    {
        string file = Sample.File("Sample");

        file.ShouldContain("size: call.Read<int>(global::Perdure.WorkflowPlan.ItemProducer, ");
        file.ShouldContain("word: call.Read<string>(global::Perdure.WorkflowPlan.ItemOf(1), ");
    }
}
