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
