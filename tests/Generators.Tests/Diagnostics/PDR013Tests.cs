using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR013Tests
{
    private const string Id = "PDR013";

    [Fact]
    public Task TwoAgentsOfOneNameAreReported() => Squiggles.AssertAsync(
        Id,
        Agent("LengthAgent", "[Agent]") + Agent("[|WordAgent|]", "[Agent(\"length\")]"),
        "Agent 'length' is declared by 'LengthAgent' and by 'WordAgent', so a call by name would not know which is meant");

    [Fact]
    public Task AnAgentOfAReferencedAssemblyIsNamedWithIt() => Squiggles.AssertAsync(
        Id,
        Agent("[|WordAgent|]", "[Agent(\"length\")]"),
        [Library("Acme.Agents")],
        "Agent 'length' is declared by 'WordAgent' and by assembly 'Acme.Agents', so a call by name would not know which is meant");

    [Fact]
    public Task RemoteAgentsCount() => Squiggles.AssertAsync(
        Id,
        Agent("LengthAgent", "[Agent]") + "[LangGraphAgent(\"words\", Name = \"length\")] public sealed partial class [|WordAgent|] : IAgent<string, int>;",
        [RemoteKinds.Reference],
        "Agent 'length' is declared by 'LengthAgent' and by 'WordAgent', so a call by name would not know which is meant");

    [Fact]
    public Task OtherNamesAreFine() => Squiggles.AssertNoneAsync(Agent("LengthAgent", "[Agent]") + Agent("WordAgent", "[Agent]"));

    [Fact]
    public Task AnAgentAndAWorkflowMayShareAName() => Squiggles.AssertNoneAsync(
        Agent("LengthAgent", "[Agent]") + """
        [Workflow("length")]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step<LengthAgent>] private partial ValueTask<int> Count(string text);
        }
        """);

    private static MetadataReference Library(string name) => GeneratorRun.Of(TestCompilation.Named(name, [], Agent("LengthAgent", "[Agent]"))).ToReference();

    private static string Agent(string name, string attribute) => $$"""
        {{attribute}}
        public sealed class {{name}} : IAgent<string, int>
        {
            public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input.Length);
        }

        """;
}
