namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR012Tests
{
    private const string Id = "PDR012";

    [Theory]
    [InlineData("OAuth", "o-auth")]
    [InlineData("FetchURLs", "fetch-ur-ls")]
    [InlineData("my_job", "my_job")]
    [InlineData("Workflow", "workflow")]
    public Task ADoubtfulNameOfAWorkflowIsPointedOut(string name, string durable) => Squiggles.AssertAsync(
        Id, Workflow("[Workflow]", $"[|{name}|]"), $"Workflow '{name}' gets the durable name '{durable}' from its class: write the name that is meant, [Workflow(\"{durable}\")]");

    [Fact]
    public Task ADoubtfulNameOfAnAgentIsPointedOut() => Squiggles.AssertAsync(
        Id,
        """
        [Agent]
        public sealed class [|IPv4Agent|] : IAgent<string, int>
        {
            public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input.Length);
        }
        """,
        "Agent 'IPv4Agent' gets the durable name 'i-pv4' from its class: write the name that is meant, [Agent(\"i-pv4\")]");

    [Fact]
    public Task ADoubtfulNameOfARemoteAgentIsWrittenIntoItsAttribute() => Squiggles.AssertAsync(
        Id,
        "[LangGraphAgent(\"address\")] public sealed partial class [|IPv4Agent|] : IAgent<string, int>;",
        [RemoteKinds.Reference],
        "Agent 'IPv4Agent' gets the durable name 'i-pv4' from its class: write the name that is meant, [LangGraphAgent(Name = \"i-pv4\")]");

    [Theory]
    [InlineData("[Workflow]", "Greeting")]
    [InlineData("[Workflow]", "GreetingWorkflow")]
    [InlineData("[Workflow]", "HTMLParser")]
    [InlineData("[Workflow]", "S3Upload")]
    [InlineData("[Workflow(\"o-auth\")]", "OAuth")]
    public Task AClearOrExplicitNameIsFine(string attribute, string name) => Squiggles.AssertNoneAsync(Workflow(attribute, name));

    private static string Workflow(string attribute, string name) => $$"""
        {{attribute}}
        public sealed partial class {{name}} : IWorkflow<string, int>
        {
            [Step] private static int Count(string text) => text.Length;
        }
        """;
}
