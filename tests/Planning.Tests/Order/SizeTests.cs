using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Order;

/// <summary>Large plans. What is counted is what the planner asks of the front end; a plan that grew with the square of its steps would not end here in the time of a test run.</summary>
public sealed class SizeTests
{
    private const int Steps = 2_000;

    [Fact]
    public void AChainIsPlannedToItsEnd()
    {
        PlanModel plan = Plan(Steps, i => $"S{i}(T{i} value) -> T{i + 1}", $"T0 -> T{Steps}");

        plan.Steps.Count.ShouldBe(Steps);
        plan.Result.ShouldBe(Steps - 1);
        plan.Steps[Steps - 1].Level.ShouldBe(Steps - 1);
    }

    [Fact]
    public void AChainDeclaredBackwardsIsTheSamePlan()
    {
        PlanModel plan = Plan(Steps, i => $"S{Steps - 1 - i}(T{Steps - 1 - i} value) -> T{Steps - i}", $"T0 -> T{Steps}");

        plan.Steps[0].Method.ShouldBe("S0");
        plan.Steps[Steps - 1].Arguments[0].Producer.ShouldBe(Steps - 2);
    }

    [Fact]
    public void StepsOfOneTypeAreToldApartByName()
    {
        PlanModel plan = Plan(Steps, i => i == 0 ? "S0(Doc doc) -> Text" : $"S{i}(Text s{i - 1}) -> Text", "Doc -> Text", $"End([From(S{Steps - 1})] Text text) -> Done");

        plan.Steps[Steps - 1].Arguments[0].Producer.ShouldBe(Steps - 2);
        plan.Result.ShouldBe(Steps - 1);
    }

    [Fact]
    public void AWideFanIsOneLevel()
    {
        string parameters = string.Join(", ", Enumerable.Range(0, Steps).Select(i => $"T{i} t{i}"));
        PlanModel plan = Plan(Steps, i => $"S{i}(Doc doc) -> T{i}", "Doc -> Out", $"Join({parameters}) -> Out");

        plan.Steps.Take(Steps).ShouldAllBe(step => step.Level == 0);
        plan.Steps[Steps].Level.ShouldBe(1);
        plan.Steps[Steps].Arguments.Count.ShouldBe(Steps);
    }

    [Fact]
    public void TypesThatFitAreFoundWithoutAskingTheFrontEnd()
    {
        var sketch = Sketch.Of(Text(Steps, i => $"S{i}(T{i} value) -> T{i + 1}", $"T0 -> T{Steps}"));
        var counting = new CountingConversions();

        Planner.Plan(sketch.Workflow, counting).ShouldBePlanned();

        counting.Count.ShouldBe(0);
    }

    private static PlanModel Plan(int steps, Func<int, string> step, string workflow, string? last = null) =>
        Sketch.Plan(Text(steps, step, workflow, last)).ShouldBePlanned();

    private static string Text(int steps, Func<int, string> step, string workflow, string? last = null)
    {
        IEnumerable<string> lines = Enumerable.Range(0, steps).Select(step).Prepend(workflow);
        if (last is not null) lines = lines.Append(last);
        return string.Join('\n', lines);
    }

    private sealed class CountingConversions : ITypeConversions
    {
        public int Count { get; private set; }

        public bool Converts(TypeDescription from, TypeDescription to)
        {
            Count++;
            return false;
        }

        public SwitchType? Switch(TypeDescription type) => null;

        public TypeDescription? Member(TypeDescription type, string member) => null;

        public IReadOnlyList<string> Members(TypeDescription type) => [];
    }
}
