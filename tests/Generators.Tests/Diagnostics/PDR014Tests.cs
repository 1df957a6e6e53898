namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR014Tests
{
    private const string Id = "PDR014";

    [Theory]
    [InlineData("public {0}() {{ }} public {0}(TimeProvider time) {{ }}", "has several constructors, and the generator does not choose between them")]
    [InlineData("public {0}(ref int number) {{ }}", "has a constructor whose parameters cannot come from services")]
    [InlineData("public required string Name {{ get; init; }}", "has the required member 'Name', which no service sets")]
    public async Task AClassThatCannotBeMadeIsReported(string members, string problem)
    {
        await Squiggles.AssertAsync(Id, Workflow("[|Measure|]", string.Format(null, members, "Measure"), "private int"), $"Workflow 'Measure' {problem}");
        await Squiggles.AssertAsync(Id, Agent("[|LengthAgent|]", string.Format(null, members, "LengthAgent")), $"Agent 'LengthAgent' {problem}");
    }

    [Theory]
    [InlineData("OtherAgent agent", "takes the agent 'OtherAgent', but agents are parameters of steps")]
    [InlineData("StepContext context", "takes 'StepContext', which is a parameter of steps")]
    [InlineData("AgentContext context", "takes 'AgentContext', which is a parameter of InvokeAsync")]
    [InlineData("CancellationToken token", "takes 'CancellationToken', which is different for each call: take it where the call does")]
    [InlineData("[Microsoft.Extensions.DependencyInjection.FromKeyedServices(\"eu\")] TimeProvider time", "takes 'time' by a key, which the generated code does not hand on: take it from a service of its own")]
    public async Task AParameterThatIsNoServiceIsReported(string parameter, string problem)
    {
        await Squiggles.AssertAsync(Id, Workflow("[|Measure|]", $"public Measure({parameter}) {{ }}", "private int") + Others, $"Workflow 'Measure' has a constructor that {problem}");
        await Squiggles.AssertAsync(Id, Agent("[|LengthAgent|]", $"public LengthAgent({parameter}) {{ }}") + Others, $"Agent 'LengthAgent' has a constructor that {problem}");
    }

    [Fact]
    public Task AFunctionPointerIsNoService() => Squiggles.AssertAsync(
        Id,
        Agent("[|LengthAgent|]", "public unsafe {|CS0227:LengthAgent|}(delegate*<void> call) { }"),
        "Agent 'LengthAgent' has a constructor whose parameters cannot come from services");

    [Fact]
    public Task WhatHasADefaultValueMayStayWithoutAService() => Squiggles.AssertNoneAsync(Agent("LengthAgent", "public LengthAgent(CancellationToken token = default) { }"));

    [Fact]
    public Task AnAgentWithAPrivateConstructorIsReported() => Squiggles.AssertAsync(
        Id, Agent("[|LengthAgent|]", "private LengthAgent() { }"), "Agent 'LengthAgent' has no constructor that the registry could call");

    [Theory]
    [InlineData("public {0}(TimeProvider time) {{ }} internal {0}() {{ }}")]
    [InlineData("internal {0}(TimeProvider time) {{ }}")]
    [InlineData("[System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public {0}() => Name = \"\"; public required string Name {{ get; init; }}")]
    [InlineData("static {0}() {{ }} public {0}() {{ }}")]
    public async Task OneConstructorIsChosen(string members)
    {
        await Squiggles.AssertNoneAsync(Workflow("Measure", string.Format(null, members, "Measure"), "private int"));
        await Squiggles.AssertNoneAsync(Agent("LengthAgent", string.Format(null, members, "LengthAgent")));
    }

    [Fact]
    public Task AWorkflowThatIsNeverMadeMayHaveAnyConstructors() =>
        Squiggles.AssertNoneAsync(Workflow("Measure", "public Measure() { } public Measure(TimeProvider time) { }", "private static int"));

    [Fact]
    public Task TheCopyConstructorOfARecordDoesNotCount() => Squiggles.AssertNoneAsync(
        """
        [Workflow]
        public partial record Measure(TimeProvider Time) : IWorkflow<string, int>
        {
            [Step] private int Count(string text) => text.Length;
        }
        """);

    private const string Others = """

        [Agent]
        public sealed class OtherAgent : IAgent<string, int>
        {
            public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input.Length);
        }

        namespace Microsoft.Extensions.DependencyInjection
        {
            [AttributeUsage(AttributeTargets.Parameter)]
            public sealed class FromKeyedServicesAttribute(object? key) : Attribute
            {
                public object? Key { get; } = key;
            }
        }
        """;

    private static string Workflow(string name, string members, string step) => $$"""
        [Workflow]
        public sealed partial class {{name}} : IWorkflow<string, int>
        {
            {{members}}
            [Step] {{step}} Count(string text) => text.Length;
        }
        """;

    private static string Agent(string name, string members) => $$"""
        [Agent]
        public sealed class {{name}} : IAgent<string, int>
        {
            {{members}}
            public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input.Length);
        }
        """;
}
