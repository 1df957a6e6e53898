using System.Reflection;
using System.Runtime.Loader;

namespace Perdure.Generators.Tests.Generation;

/// <summary>One call brings the workflows and agents of all assemblies, however they see each other.</summary>
public sealed class AddWorkflowsTests
{
    private const string App = """
        public sealed class Builder : IPerdureBuilder
        {
            public List<PerdureRegistry> Registries { get; } = [];
            public void Add(PerdureRegistry registry) => Registries.Add(registry);
        }

        public static class App
        {
            public static IReadOnlyList<PerdureRegistry> Start() => new Builder().AddWorkflows().Registries;
        }
        """;

    [Fact]
    public void TheRegistryNamesWorkflowsAndAgents() =>
        Snapshot.Match(GeneratorRun.Of(Samples.DocumentInsights, Samples.DocumentTypes).ShouldCompile().Files["Perdure.Registry.g.cs"]);

    /// <summary>For documents that are published to a running system, which takes them from here.</summary>
    [Fact]
    public void TheRegistrySaysWhatAgentsGiveToTheirSteps()
    {
        GeneratorRun run = GeneratorRun.Of(App, """
            public sealed class Busy : System.Exception;

            [Agent, Retry(3, Delay = "2s", NonRetryable = new[] { typeof(Busy), typeof(Torn) }), Timeout("1m", Total = "5m")]
            public sealed class CarefulAgent : IAgent<string?, string>
            {
                public ValueTask<string> InvokeAsync(string? input, AgentContext context, CancellationToken cancellationToken) => new(input ?? "");

                // The registry cannot name it.
                private sealed class Torn : System.Exception;
            }

            [Agent]
            public sealed class PlainAgent : IAgent<string, string?>
            {
                public ValueTask<string?> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input);
            }
            """).ShouldCompile();

        IReadOnlyList<AgentDefinition> agents = Start(run.Load()).Single().Agents;

        (agents[0].Retry!.MaxAttempts, agents[0].Retry!.Delay, agents[0].Retry!.NonRetryable.Single().Name).ShouldBe((3, "2s", "Busy"));
        (agents[0].Timeout!.PerAttempt, agents[0].Timeout!.Total, agents[0].IsInputNullable, agents[0].IsOutputNullable).ShouldBe(("1m", "5m", true, false));
        (agents[1].Retry, agents[1].Timeout, agents[1].IsInputNullable, agents[1].IsOutputNullable, agents[1].Abilities).ShouldBe((null, null, false, true, null));
    }

    [Fact]
    public void AddWorkflowsAddsOneRegistryAnAssembly()
    {
        GeneratorRun first = Library("Acme.First", "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Acme.Second\"), System.Runtime.CompilerServices.InternalsVisibleTo(\"Acme.App\")]");
        GeneratorRun second = GeneratorRun.Of(TestCompilation.Named(
            "Acme.Second", [first.ToReference()], "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Acme.App\")]", Workflow("Second")));
        GeneratorRun app = GeneratorRun.Of(TestCompilation.Named("Acme.App", [second.ToReference(), first.ToReference()], App, Workflow("Third"))).ShouldCompile();

        IReadOnlyList<PerdureRegistry> registries = Start(app.Load(first, second));

        registries.Select(registry => registry.GetType().FullName).ShouldBe(
            ["Perdure.Generated.Acme_FirstRegistry", "Perdure.Generated.Acme_SecondRegistry", "Perdure.Generated.Acme_AppRegistry"]);
        registries.SelectMany(registry => registry.Workflows).Select(plan => plan.Id).ShouldBe(["acme-first@1", "second@1", "third@1"]);
        Snapshot.Match(app.Files["Perdure.AddWorkflows.g.cs"]);
    }

    [Fact]
    public void AnAppWithoutWorkflowsOfItsOwnAddsThoseOfItsLibraries()
    {
        GeneratorRun library = Library("Library", "");
        GeneratorRun app = GeneratorRun.Of(TestCompilation.Named("App", [library.ToReference()], App)).ShouldCompile();

        Start(app.Load(library)).Count.ShouldBe(1);
        app.Files.Keys.ShouldBe(["Perdure.AddWorkflows.g.cs"]);
    }

    [Fact]
    public void AnUnrelatedProjectGetsNothing() => GeneratorRun.Of("class Unrelated;").ShouldCompile().Files.ShouldBeEmpty();

    [Fact]
    public void WrongWorkflowsLeaveAddWorkflowsWhereItIs()
    {
        GeneratorRun run = GeneratorRun.Of(App, "[Workflow] public sealed partial class Wrong : IWorkflow<int, string>;").ShouldCompile();

        Start(run.Load()).Single().Workflows.ShouldBeEmpty();
    }

    [Fact]
    public async Task AnAgentOfAnotherAssemblyIsCalled()
    {
        GeneratorRun library = GeneratorRun.Of(TestCompilation.Named("Library", [], Samples.DocumentTypes.Replace("[Agent]", "[Agent, Retry(3), Timeout(\"9s\")]", StringComparison.Ordinal)));
        GeneratorRun app = GeneratorRun.Of(TestCompilation.Named("App", [library.ToReference()], Samples.DocumentInsights)).ShouldCompile();

        (await Analysis.OfAsync(app)).ShouldBeEmpty();
        string file = app.File("Acme.Documents.DocumentInsights");
        file.ShouldContain("agent summarize, up to 3 attempts, at most 9s each");
        file.ShouldContain("agent entity, up to 5 attempts, at most 9s each");
    }

    [Theory]
    [InlineData("Acme.Documents", "Acme_DocumentsRegistry")]
    [InlineData("acme-documents", "acme_documents_49be0e18Registry")]
    [InlineData("my_app", "my__app_f8559637Registry")]
    [InlineData("3d", "_3dRegistry")]
    public void AnAssemblysNameBecomesAClass(string assembly, string registry) =>
        GeneratorRun.Of(TestCompilation.Named(assembly, [], Workflow("First"))).ShouldCompile().Files["Perdure.Registry.g.cs"].ShouldContain($"public sealed class {registry} : ");

    private static GeneratorRun Library(string name, string attributes) =>
        GeneratorRun.Of(TestCompilation.Named(name, [], attributes, Workflow(name.Replace(".", "", StringComparison.Ordinal))));

    private static string Workflow(string name) => $$"""
        [Workflow]
        internal sealed partial class {{name}} : IWorkflow<string, int>
        {
            [Step] private static int Count(string text) => text.Length;
        }
        """;

    private static IReadOnlyList<PerdureRegistry> Start(Assembly app) =>
        (IReadOnlyList<PerdureRegistry>)app.GetType("App")!.GetMethod("Start")!.Invoke(null, null)!;
}
