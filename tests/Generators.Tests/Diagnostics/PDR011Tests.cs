namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR011Tests
{
    private const string Id = "PDR011";

    [Theory]
    [InlineData("[Step([|As = \"\"|])] private static int Count(string text) => 1;", "Result name '' is no name that a parameter could bear")]
    [InlineData("[Step([|As = \"two words\"|])] private static int Count(string text) => 1;", "Result name 'two words' is no name that a parameter could bear")]
    [InlineData("[Step] private static int Count(string text) => 1; [Step([|As = \"told\"|])] private static void Tell(int count) { }", "Result name 'told' has nothing to name, because step 'Tell' returns nothing")]
    public Task TheNameOfAResultIsOneThatAParameterCanBear(string steps, string message) => Squiggles.AssertAsync(
        Id, $"[Workflow] public sealed partial class Measure : IWorkflow<string, int> {{ {steps} }}", message);

    [Fact]
    public Task AMethodsNameCanBeTooLongForAnId()
    {
        string name = new('A', 201);
        return Squiggles.AssertAsync(
            Id,
            $"[Workflow] public sealed partial class Measure : IWorkflow<string, int> {{ [Step] private static int [|{name}|](string text) => 1; }}",
            $"Step id '{name}' is longer than 200 characters");
    }

    [Theory]
    [InlineData("\"\"", "Workflow name '' is empty")]
    [InlineData("\" \"", "Workflow name ' ' is empty")]
    [InlineData("\"a@b\"", "Workflow name 'a@b' contains '@', which stands between a workflow's name and its version")]
    [InlineData("\"a\\nb\"", "Workflow name 'a\nb' contains a control character")]
    public Task ABadNameOfAWorkflowIsReported(string name, string message) => Squiggles.AssertAsync(Id, Workflow($"[|{name}|]", "[Step]"), message);

    [Fact]
    public Task ANameOfTwoHundredCharactersIsTheLongest()
    {
        string longest = new('a', 200);
        return Task.WhenAll(
            Squiggles.AssertNoneAsync(Workflow($"\"{longest}\"", "[Step]")),
            Squiggles.AssertAsync(Id, Workflow($"[|\"{longest}a\"|]", "[Step]"), $"Workflow name '{longest}a' is longer than 200 characters"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    public Task AVersionBelowOneIsReported(string version) => Squiggles.AssertAsync(
        Id, Workflow($"\"measure\", [|Version = {version}|]", "[Step]"), $"Version {version} of workflow 'measure' is less than 1");

    [Fact]
    public Task ABadIdOfAStepIsReported() => Squiggles.AssertAsync(Id, Workflow("\"measure\"", "[Step([|Id = \"\"|], As = \"count\")]"), "Step id '' is empty");

    [Fact]
    public Task ABadNameOfARemoteAgentIsReported() => Squiggles.AssertAsync(
        Id, "[LangGraphAgent(\"desk\", [|Name = \"a@b\"|])] public sealed partial class DeskAgent : IAgent<string, int>;", [RemoteKinds.Reference], "Agent name 'a@b' contains '@', which stands between a workflow's name and its version");

    [Fact]
    public Task ABadNameOfAnAgentIsReported() => Squiggles.AssertAsync(
        Id,
        """
        [Agent([|"length@2"|])]
        public sealed class LengthAgent : IAgent<string, int>
        {
            public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input.Length);
        }
        """,
        "Agent name 'length@2' contains '@', which stands between a workflow's name and its version");

    [Theory]
    [InlineData("\"Bestellung prüfen\", Version = int.MaxValue", "[Step(Id = \"zählen\")]")]
    [InlineData("\"measure\", Version = 1", "[Step]")]
    public Task OtherNamesAreFine(string arguments, string step) => Squiggles.AssertNoneAsync(Workflow(arguments, step));

    private static string Workflow(string arguments, string step) => $$"""
        [Workflow({{arguments}})]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            {{step}} private static int Count(string text) => text.Length;
        }
        """;
}
