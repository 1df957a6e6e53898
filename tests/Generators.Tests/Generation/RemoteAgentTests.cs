using System.Reflection;

namespace Perdure.Generators.Tests.Generation;

/// <summary>The other half of a remote agent: what is written, and that it runs.</summary>
public sealed class RemoteAgentTests
{
    private const string Desk = """
        namespace Acme.News;

        public sealed record Topic(string Title);

        [LangGraphAgent("desk", OutputField = "draft")]
        public sealed partial class DeskAgent : IAgent<Topic, string>;

        [Workflow]
        public sealed partial class Report : IWorkflow<Topic, string>
        {
            [Step<DeskAgent>] private partial ValueTask<string> Write(Topic topic);
        }
        """;

    [Fact]
    public void TheOtherHalfIsABaseClassAndAConstructor()
    {
        GeneratorRun run = GeneratorRun.Of(Desk, RemoteKinds.Source).ShouldCompile();

        Snapshot.Match(run.Files["Acme.News.DeskAgent.agent.g.cs"]);
    }

    [Fact]
    public async Task ItsStepAnswersThroughTheConnector()
    {
        GeneratorRun run = GeneratorRun.Of(Desk, RemoteKinds.Source);
        Assembly assembly = run.Load();

        PlanExecution execution = await PlanExecution.RunAsync(assembly, "report", """{"Title":"birds"}""", ConnectorOf(assembly, "LangGraph"));

        execution.Output.ShouldBe("desk/draft/desk: Topic { Title = birds }");
    }

    [Fact]
    public async Task ACodeStepTakesItAsAParameter()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            [LangGraphAgent("desk", Name = "editor")] internal sealed partial class DeskAgent : IAgent<string, string>;

            [Workflow]
            public sealed partial class Report : IWorkflow<string, string>
            {
                [Step] private static async Task<string> Write(string topic, DeskAgent desk, StepContext context, CancellationToken cancellationToken) => await context.InvokeAsync(desk, topic, cancellationToken);
            }
            """,
            RemoteKinds.Source);
        Assembly assembly = run.Load();

        (await PlanExecution.RunAsync(assembly, "report", "\"birds\"", ConnectorOf(assembly, "LangGraph"))).Output.ShouldBe("desk//editor: birds");
    }

    [Fact]
    public async Task OneOfAnotherAssemblyIsAnAgentLikeAnyOther()
    {
        GeneratorRun kinds = GeneratorRun.Of(TestCompilation.Named("Kinds", [], RemoteKinds.Source));
        GeneratorRun library = GeneratorRun.Of(TestCompilation.Named("Library", [kinds.ToReference()], """[ChatAgent(Instructions = "Be kind", Name = "kind")] public sealed partial class KindAgent : IAgent<string, string>;"""));
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Named("Sample", [kinds.ToReference(), library.ToReference()], """
            [Workflow]
            public sealed partial class Answer : IWorkflow<string, string>
            {
                [Step<KindAgent>] private partial ValueTask<string> Say(string question);
            }
            """));

        (await Analysis.OfAsync(run)).ShouldBeEmpty();
        run.ShouldCompile();
        library.Files["Perdure.Registry.g.cs"].ShouldContain("\"kind\"");
        run.File("Answer").ShouldContain("Agent = \"kind\"");
    }

    [Fact]
    public void APayloadGoesThroughTheContextThatKnowsIt()
    {
        GeneratorRun run = GeneratorRun.Of(Desk, RemoteKinds.Source, """
            namespace Acme.News;

            [System.Text.Json.Serialization.JsonSerializable(typeof(Topic))]
            internal sealed partial class Json : System.Text.Json.Serialization.JsonSerializerContext;
            """);

        run.Files["Acme.News.DeskAgent.agent.g.cs"].ShouldContain("PayloadType.Of<global::Acme.News.Topic>(global::Acme.News.Json.Default)");
        run.Files["Acme.News.DeskAgent.agent.g.cs"].ShouldContain("PayloadType.Of<string>()");
    }

    [Fact]
    public void TheAttributeIsMadeAgainAsItStandsThere()
    {
        GeneratorRun run = GeneratorRun.Of(Everything, """
            public enum Colour : byte { Red = 1, @class = 2 }

            [EverythingAgent(
                "a\n\"b\"", 'x', true, (byte)1, -5L, ulong.MaxValue, 1.5, float.NaN, Colour.@class, (Colour)7, typeof(List<>), typeof(Dictionary<string, int[]>), null, "a", "b",
                Numbers = new[] { 1, 2 }, Any = new object?[] { 1, "two", null, Colour.Red, typeof(int), (short)3 }, None = null, @event = "e")]
            internal partial class EverythingAgent : IAgent<string, string>;
            """).ShouldCompile();

        string file = run.Files["EverythingAgent.agent.g.cs"];
        file.ShouldContain("""text: "a\n\"b\"", letter: 'x', yes: true, small: (byte)1, big: (long)-5, most: (ulong)18446744073709551615, number: 1.5D, single: float.NaN, """);
        file.ShouldContain("colour: global::Colour.@class, other: (global::Colour)(7), open: typeof(global::System.Collections.Generic.List<>), closed: typeof(global::System.Collections.Generic.Dictionary<string, int[]>), nothing: default(string)!, rest: new string[] { \"a\", \"b\" }");
        file.ShouldContain("{ Numbers = new int[] { 1, 2 }, Any = new object?[] { 1, \"two\", default(object)!, global::Colour.Red, typeof(int), (short)3 }, None = default(string)!, @event = \"e\" }");
        file.ShouldContain("internal EverythingAgent(");
        Attribute attribute = (Attribute)Connected(run.Load(), "Everything");
        string.Join("|", (object[])attribute.GetType().GetProperty("Any")!.GetValue(attribute)!).ShouldBe("1|two||Red|System.Int32|3");
    }

    [Fact]
    public void NamesThatMeanSomethingElseAreNotConfused()
    {
        GeneratorRun.Of(RemoteKinds.Source, """
            namespace Acme
            {
                public static class System { }
                public static class Perdure { }

                public partial class Outer<T>;

                public partial record struct Around
                {
                    internal partial interface INested
                    {
                        [LangGraphAgent("desk")]
                        internal sealed partial class @class : IAgent<string?, string?>;
                    }
                }

                [ChatAgent] internal partial class connector : IAgent<int[], List<string?>>;
                [ChatAgent()] internal partial class Connector : IAgent<int?, None>;
            }
            """).ShouldCompile();
    }

    [Fact]
    public void OfAWrongOneTheShapeIsWritten()
    {
        GeneratorRun run = GeneratorRun.Of(RemoteKinds.Source, """
            [LangGraphAgent("desk")]
            public sealed partial class DeskAgent : IAgent<string, string>
            {
                public DeskAgent() { }
            }
            """).ShouldCompile();

        run.Files["DeskAgent.agent.g.cs"].ShouldContain("Agent 'DeskAgent' is not connected: see PDR023");
        run.Files["Perdure.Registry.g.cs"].ShouldNotContain("DeskAgent");
    }

    [Fact]
    public void AnAttributeOnOnePartAndTheTypesOnAnotherAreOneAgent() =>
        GeneratorRun.Of(
            "[LangGraphAgent(\"desk\")] public sealed partial class DeskAgent;",
            "[System.ComponentModel.ImmutableObject(true)] public sealed partial class DeskAgent : IAgent<string, string>;",
            RemoteKinds.Source).ShouldCompile().Files.Keys.Count(name => name.EndsWith(".agent.g.cs", StringComparison.Ordinal)).ShouldBe(1);

    private const string Everything = """
        [AgentRuntime(typeof(EverythingConnector), AgentAbilities.None)]
        internal sealed class EverythingAgentAttribute(
            string text, char letter, bool yes, byte small, long big, ulong most, double number, float single, Colour colour, Colour other, Type open, Type closed, string? nothing, params string[] rest) : RemoteAgentAttribute
        {
            public object[] All { get; } = [text, letter, yes, small, big, most, number, single, colour, other, open, closed, nothing!, rest];
            public int[]? Numbers { get; set; }
            public object? Any { get; set; }
            public string? None { get; set; }
            public string? @event { get; set; }
        }

        internal sealed class EverythingConnector : IAgentConnector<EverythingAgentAttribute>
        {
            public EverythingAgentAttribute? Attribute { get; private set; }

            public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(EverythingAgentAttribute attribute, RemoteAgentTypes types)
            {
                Attribute = attribute;
                return null!;
            }
        }
        """;

    private static object Connected(Assembly assembly, string kind)
    {
        object connector = Activator.CreateInstance(assembly.GetType(kind + "Connector")!)!;
        Activator.CreateInstance(assembly.GetType(kind + "Agent")!, BindingFlags.Instance | BindingFlags.NonPublic, null, [connector], null);
        return connector.GetType().GetProperty("Attribute")!.GetValue(connector)!;
    }

    /// <summary>As the services have it: by the interface that generated constructors take.</summary>
    private static KeyValuePair<Type, object> ConnectorOf(Assembly assembly, string kind)
    {
        object connector = Activator.CreateInstance(assembly.GetType($"Perdure.{kind}Connector")!)!;
        return new(connector.GetType().GetInterfaces().Single(), connector);
    }
}
