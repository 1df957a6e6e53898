using BenchmarkDotNet.Attributes;
using Perdure.Planning;

namespace Perdure.Micro;

/// <summary>The planner alone, on a described workflow: a chain in which each step also takes what the one before its producer returned.</summary>
public class PlannerBenchmarks
{
    private WorkflowDescription workflow = null!;

    [Params(10, 100, 1_000)]
    public int Steps { get; set; }

    [GlobalSetup]
    public void Describe()
    {
        this.workflow = new WorkflowDescription("Chain", "chain", 1, Type(-1), Type(Steps - 1), Retry: null, Timeout: null, new EquatableArray<StepDescription>(Enumerable.Range(0, Steps).Select(Step)));
        if (Planner.Plan(this.workflow, new NoConversions()) is { Plan: null, Findings: var findings })
        {
            throw new InvalidOperationException($"The workflow is wrong: {findings[0]}");
        }
    }

    [Benchmark]
    public PlanResult Plan() => Planner.Plan(this.workflow, new NoConversions());

    private static TypeDescription Type(int step) => new($"global::T{step}", $"T{step}", IsNullable: false, IsValueType: false, ElementKey: null);

    private static StepDescription Step(int step)
    {
        int[] producers = step == 0 ? [-1] : [step - 1, step - 2];
        var parameters = producers.Where(producer => producer >= -1)
            .Select((producer, i) => new ParameterDescription($"p{i}", Type(producer), ParameterRole.Data, From: null, IsInput: false, LooksLikeService: false));
        return new StepDescription(
            $"S{step}", Id: null, As: null, Type(step), new EquatableArray<ParameterDescription>(parameters), Agent: null,
            new EquatableArray<AfterDescription>([]), IsResult: false, Retry: null, Timeout: null, IsNotIdempotent: false);
    }

    private sealed class NoConversions : ITypeConversions
    {
        public bool Converts(TypeDescription from, TypeDescription to) => from.Key == to.Key;

        public SwitchType? Switch(TypeDescription type) => null;

        public TypeDescription? Member(TypeDescription type, string member) => null;

        public IReadOnlyList<string> Members(TypeDescription type) => [];
    }
}
