namespace Perdure.Generators.Tests.Generation;

/// <summary>Generated code means what it says, whatever the user's own types and namespaces are called.</summary>
public sealed class HostileNameTests
{
    [Theory]
    [InlineData("System")]
    [InlineData("Perdure")]
    [InlineData("Acme.System")]
    [InlineData("Acme.Perdure.Generated")]
    [InlineData("Acme.@namespace.@class")]
    [InlineData("Microsoft.CodeAnalysis")]
    public void ANamespaceMayBearAnyName(string name) =>
        GeneratorRun.Of(
            $$"""
            namespace {{name}};

            public sealed class Task;
            public sealed record Document(string Text);
            public static class Func;

            [global::Perdure.Agent]
            public sealed class ValueTask : global::Perdure.IAgent<Document, string>
            {
                public global::System.Threading.Tasks.ValueTask<string> InvokeAsync(Document input, global::Perdure.AgentContext context, global::System.Threading.CancellationToken token) => new(input.Text);
            }

            [global::Perdure.Workflow]
            public sealed partial class Registry : global::Perdure.IWorkflow<Document, string>
            {
                [global::Perdure.Step<ValueTask>] private partial global::System.Threading.Tasks.ValueTask<string> WorkflowPlan(Document @object);
                [global::Perdure.Step] private void InvalidOperationException(string text) { }
            }
            """).ShouldCompile();

    [Theory]
    [InlineData("@file")]
    [InlineData("@required")]
    [InlineData("@scoped")]
    [InlineData("@class")]
    public void AWorkflowMayBearAKeywordAsItsName(string name) =>
        GeneratorRun.Of($"namespace Acme; [Workflow(\"named\")] public sealed partial class {name} : IWorkflow<int, string> {{ [Step] private static string Tell(int number) => \"\"; }}").ShouldCompile();

    [Fact]
    public void AnOverriddenRequiredMemberIsSetOnce() =>
        GeneratorRun.Of(
            """
            namespace Acme;

            public class Base { public virtual required string Text { get; init; } }
            public sealed class Ask : Base { public override required string Text { get; init; } }

            [Agent]
            public sealed class TellAgent : IAgent<Ask, int>
            {
                public ValueTask<int> InvokeAsync(Ask input, AgentContext context, CancellationToken cancellationToken) => new(input.Text.Length);
            }

            [Workflow]
            public sealed partial class Telling : IWorkflow<string, int>
            {
                [Step<TellAgent>] private partial ValueTask<int> Tell(string text);
            }
            """).ShouldCompile().File("Acme.Telling").ShouldContain("Text = call.Read<string>");

    [Fact]
    public void APrivateDefinitionOfABaseClassIsNotHidden() =>
        GeneratorRun.Of(
            """
            namespace Acme;

            public abstract class Base { private static int Definition => 1; protected static int Count => Definition; }

            [Workflow]
            public sealed partial class Telling : Base, IWorkflow<string, int>
            {
                [Step] private static int Tell(string text) => text.Length + Count;
            }
            """).ShouldCompile();

    [Fact]
    public async Task KeywordsAreNames()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            namespace @if.@else;

            public sealed record @class(int @int) { public required int @double { get; init; } }

            [Agent("keyword")]
            public sealed class @return(TimeProvider? @null = null) : IAgent<@class, int>
            {
                public ValueTask<int> InvokeAsync(@class input, AgentContext context, CancellationToken cancellationToken) => new(input.@int + input.@double + (@null == null ? 0 : 1));
            }

            public static partial class @static
            {
                [Workflow("keywords")]
                public sealed partial class @await(TimeProvider? @default = null) : IWorkflow<int, long>
                {
                    [Step(Id = "first")] private static int @new([Input] int @var) => @var + 1;
                    [Step<@return>] private partial ValueTask<int> @async([Input] int @int, [From(nameof(@new))] int @double);
                    [Step] private long @yield([From(nameof(@async))] int @async, CancellationToken @in) => @async + (@default == null ? 0 : 1);
                }
            }
            """);

        (await PlanExecution.RunAsync(run, "keywords", "1")).Result.ShouldBe("3");
    }

    [Theory]
    [InlineData("RunAsync")]
    [InlineData("Create")]
    [InlineData("Equals")]
    [InlineData("GetType")]
    [InlineData("StringPayload")]
    [InlineData("CallRead")]
    [InlineData("step")]
    [InlineData("call")]
    [InlineData("services")]
    [InlineData("workflow")]
    [InlineData("value")]
    public async Task AStepMayBearAnyName(string name)
    {
        GeneratorRun run = GeneratorRun.Of(
            $$"""
            namespace Acme;

            public sealed record {{name}}Payload(string Text);

            [Workflow("names")]
            public sealed partial class Names(TimeProvider? time = null) : IWorkflow<string, {{name}}Payload>
            {
                [Step] private static string Read(string input, [Input] string step, [Input] string call, [Input] string services) => input + step + call + services + typeof({{name}}Payload).Name.Length;
                [Step] private new {{name}}Payload {{name}}([From(nameof(Read))] string input) => new(input + time);
            }
            """.Replace("private new", name is "Equals" or "GetType" ? "private new" : "private", StringComparison.Ordinal));

        (await PlanExecution.RunAsync(run, "names", "\"a\"")).Result.ShouldBe($$"""{"Text":"aaaa{{name.Length + "Payload".Length}}"}""");
    }

    [Fact]
    public void NestedTypesAreOpenedAgain() =>
        Snapshot.Match(GeneratorRun.Of(
            """
            namespace Acme;

            internal partial interface IOuter
            {
                public partial record struct Middle
                {
                    [Workflow]
                    internal sealed partial record Inner : IWorkflow<string, List<int?>>
                    {
                        public sealed record Page(int Number);
                        [Step] private static Dictionary<string, Page?[]> Read(string input) => [];
                        [Step] private static List<int?> Count(Dictionary<string, Page?[]> pages) => [];
                    }
                }
            }
            """).ShouldCompile().File("Acme.IOuter.Middle.Inner"));

    [Fact]
    public void NamesThatDifferInCaseGetDifferentFiles()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            [Workflow("a")] public sealed partial class Greeting : IWorkflow<string, int> { [Step] private static int Count(string name) => 1; }
            [Workflow("b")] public sealed partial class GREETING : IWorkflow<string, int> { [Step] private static int Count(string name) => 1; }
            """).ShouldCompile();

        run.Files.Keys.Count(name => name.EndsWith(".workflow.g.cs", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public void AClassThatIsMarkedTwiceGetsOneFile()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            [Workflow] public sealed partial class Greeting : IWorkflow<string, int> { [Step] private static int Count(string name) => 1; }
            [Workflow] public sealed partial class Greeting { public static object Plan => Definition; }
            """);

        run.Errors.Select(diagnostic => diagnostic.Id).ShouldBe(["CS0579"]);
    }

    [Theory]
    [InlineData("public", "public", "public")]
    [InlineData("public", "internal", "internal")]
    [InlineData("internal", "public", "internal")]
    public void TheDefinitionIsAsOpenAsItsTypes(string @class, string payload, string definition) =>
        GeneratorRun.Of(
            $$"""
            {{payload}} sealed record Payload(string Text);

            [Workflow]
            {{@class}} sealed partial class Greeting : IWorkflow<Payload[], List<Payload>>
            {
                [Step] private static List<Payload> Count(Payload[] payload) => [.. payload];
            }
            """).ShouldCompile().File("Greeting").ShouldContain($"    {definition} static global::Perdure.WorkflowPlan<global::Payload[], global::System.Collections.Generic.List<global::Payload>> Definition {{ get; }}");

    [Fact]
    public void ADefinitionHidesThatOfABaseClass() =>
        GeneratorRun.Of(
            """
            [Workflow] public partial class First : IWorkflow<string, int> { [Step] private static int Count(string name) => 1; }
            [Workflow] public partial class Second : First { [Step] private static int Count(string name) => 2; }
            """).ShouldCompile().File("Second").ShouldContain("public new static ");
}
