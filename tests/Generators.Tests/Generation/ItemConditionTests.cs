using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Generation;

/// <summary>Conditions of items compile, and ask as they say.</summary>
public sealed class ItemConditionTests
{
    private const string Pages = """
        namespace Acme;

        public sealed record Page(string Text);
        public sealed record Limit(int Length);

        [Workflow]
        public sealed partial class ReadPages(TimeProvider time) : IWorkflow<Page?[], int>
        {
            [Step] private static Limit Measure(Page?[] pages) => new(pages.Length);

            [Step] private static Page First(Page?[] pages) => pages[0]!;

            [Step, When(nameof(IsLong)), Unless(nameof(IsOdd))]
            private static int Read([ForEach(MaxParallel = 4)] Page? page) => page!.Text.Length;

            [Step, Unless(nameof(IsLong))] private static string Skip([ForEach] Page? @class) => "";

            [Step, When(nameof(IsEven))] private static int Look([ForEach] int? read) => read ?? 0;

            [Step, When(nameof(IsLong))] private static void Print(Page first) { }

            [Step] private static int Sum(List<int?> look, IReadOnlyList<string?> skips) => look.Sum() ?? 0;

            private bool IsLong(Page? @event, Limit limit) => time is not null && @event?.Text.Length > limit.Length;

            private static bool IsOdd(Page? page) => page?.Text.Length % 2 == 1;

            private static bool IsEven(int? length) => length % 2 == 0;
        }
        """;

    [Fact]
    public void ConditionsOfItemsBecomeAPlanAndARunner() => Snapshot.Match(GeneratorRun.Of(Pages).ShouldCompile().File("Acme.ReadPages"));

    [Fact]
    public async Task ThereIsNothingAgainstThem() =>
        (await Analysis.OfAsync(GeneratorRun.Of(Pages))).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"Text":"abcd"}""", true)]
    [InlineData("""{"Text":"ab"}""", false)]
    [InlineData("null", false)]
    public void ThePredicateReadsTheItemAndWhatElseItTakes(string item, bool expected)
    {
        PerdureRegistry registry = (PerdureRegistry)Activator.CreateInstance(
            GeneratorRun.Of(Pages).Load().GetCustomAttributes(typeof(PerdureRegistryAttribute), inherit: false).Cast<PerdureRegistryAttribute>().Single().Registry)!;
        WorkflowPlan plan = registry.Workflows.Single();
        int measure = plan.Steps.ToList().FindIndex(step => step.Id == "Measure");
        int isLong = plan.ItemPredicates.ToList().FindIndex(predicate => predicate.Id == "IsLong");

        plan.Runner.TestItem(isLong, new Given(new Dictionary<int, string> { [WorkflowPlan.ItemProducer] = item, [measure] = """{"Length":3}""" })).ShouldBe(expected);
        plan.ItemPredicates[isLong].Items.ShouldBe(["event"]);
        plan.ItemPredicates[isLong].Inputs.Single().Producer.ShouldBe(measure);
    }

    private sealed class Given(Dictionary<int, string> values) : PlanCall, IServiceProvider
    {
        public override IServiceProvider Services => this;

        public override T Read<T>(int producer, PayloadType type) => System.Text.Json.JsonSerializer.Deserialize<T>(values[producer])!;

        public object? GetService(Type serviceType) => serviceType == typeof(TimeProvider) ? TimeProvider.System : null;
    }
}
