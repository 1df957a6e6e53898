namespace Perdure.Generators.Tests.Generation;

public sealed class ConstructionTests
{
    [Fact]
    public async Task InstancesAreMadeFromServicesAndDefaults()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            namespace Acme;

            public enum Tone { Dry, Warm }

            [Workflow]
            public sealed partial class Greeting(TimeProvider time, System.Text.StringBuilder text, Uri? site = null, string punctuation = "!\n", double factor = 1.5, Tone tone = Tone.Warm, int? limit = null)
                : IWorkflow<string, string>
            {
                [Step] private string Greet(string name) =>
                    FormattableString.Invariant($"{text}{time.GetType().Name} {name}{punctuation.Length} {factor} {tone} {site == null} {limit == null}");
            }
            """);

        PlanExecution execution = await PlanExecution.RunAsync(run, "greeting", "\"Ada\"", TimeProvider.System, new System.Text.StringBuilder("Hi "));

        execution.Result.ShouldBe("\"Hi SystemTimeProvider Ada2 1.5 Warm True True\"");
    }

    [Fact]
    public async Task AMissingServiceIsNamed()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            [Workflow]
            public sealed partial class Greeting(TimeProvider time) : IWorkflow<string, string>
            {
                [Step] private string Greet(string name) => name + time;
            }
            """);

        InvalidOperationException exception = await Should.ThrowAsync<InvalidOperationException>(() => PlanExecution.RunAsync(run, "greeting", "\"Ada\""));

        exception.Message.ShouldBe("'Greeting' takes 'System.TimeProvider' in its constructor, which is not registered: add it to the host's services");
    }

    [Fact]
    public async Task APrivateConstructorOfAWorkflowCanBeCalled()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            [Workflow]
            public sealed partial class Greeting : IWorkflow<string, string>
            {
                private readonly string greeting;
                private Greeting() => greeting = "Hi ";
                [Step] private string Greet(string name) => greeting + name;
            }
            """);

        (await PlanExecution.RunAsync(run, "greeting", "\"Ada\"")).Result.ShouldBe("\"Hi Ada\"");
    }

    [Fact]
    public void AWorkflowOfStaticStepsIsNeverMade() =>
        GeneratorRun.Of(
            """
            [Workflow]
            public sealed partial class Greeting : IWorkflow<string, string>
            {
                [Step] private static string Greet(string name) => name;
            }
            """)
            .ShouldCompile().File("Greeting").ShouldNotContain("Create(");

    [Fact]
    public async Task AnAgentIsMadeFromServicesOrTakenFromThem()
    {
        const string source =
            """
            namespace Acme;

            [Agent]
            internal sealed class CountAgent(TimeProvider? time = null, int start = 5) : IAgent<string, int>
            {
                internal CountAgent(string other) : this(null, other.Length) { }
                public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input.Length + start + (time == null ? 0 : 100));
            }

            [Workflow]
            internal sealed partial class Count : IWorkflow<string, int>
            {
                [Step<CountAgent>] private partial ValueTask<int> Measure(string text);
            }
            """;

        GeneratorRun run = GeneratorRun.Of(source);

        (await PlanExecution.RunAsync(run, "count", "\"Ada\"")).Result.ShouldBe("8");
        (await PlanExecution.RunAsync(run, "count", "\"Ada\"", TimeProvider.System)).Result.ShouldBe("108");
    }
}
