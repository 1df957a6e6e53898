using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Perdure.Generators.Tests.Generation;

/// <summary>What is written again after an edit, and what is not: in both directions, at the steps that files are written from.</summary>
public sealed class IncrementalTests
{
    private const string Other = """
        namespace Acme.Documents;

        [Workflow]
        public sealed partial class Titles : IWorkflow<Document, string>
        {
            [Step] private static string Title(Document document) => document.Text;
        }
        """;

    private const string Desk = """
        namespace Acme.Documents;

        [LangGraphAgent("desk")]
        public sealed partial class DeskAgent : IAgent<Document, Summary>;
        """;

    private static readonly CSharpCompilation Before = TestCompilation.Create(Samples.DocumentInsights, Samples.DocumentTypes, Other, Desk).AddReferences(RemoteKinds.Reference);

    [Fact]
    public void NothingIsWrittenAgainWithoutAnEdit() => Rewritten(Before.Clone()).ShouldBeEmpty();

    [Fact]
    public void AnUnrelatedEditWritesNothingAgain() =>
        Rewritten(Before.AddSyntaxTrees(TestCompilation.ParseFile("class Unrelated { }", "Unrelated.cs"))).ShouldBeEmpty();

    [Fact]
    public void AnEditInAStepsBodyWritesNothingAgain() =>
        Rewritten(Before.With(Samples.DocumentInsights.Replace("=> new(summary, entities)", "{ return new(summary, entities); }", StringComparison.Ordinal))).ShouldBeEmpty();

    [Fact]
    public void ACommentAboveTheClassWritesNothingAgain() =>
        Rewritten(Before.With("// Every line moves.\n\n" + Samples.DocumentInsights)).ShouldBeEmpty();

    [Fact]
    public void AnEditOfOneWorkflowWritesItsFileOnly() =>
        Rewritten(Before.With(Samples.DocumentInsights.Replace("Retry(5)", "Retry(6)", StringComparison.Ordinal)))
            .ShouldBe([$"{TrackingNames.Files}: Acme.Documents.DocumentInsights.workflow.g.cs"]);

    [Fact]
    public void ANewNameIsWrittenIntoTheRegistryToo() =>
        Rewritten(Before.With(Samples.DocumentInsights.Replace("[Workflow]", "[Workflow(\"insights\")]", StringComparison.Ordinal)))
            .ShouldBe([$"{TrackingNames.Files}: Acme.Documents.DocumentInsights.workflow.g.cs", $"{TrackingNames.Registry}: Perdure.Registry.g.cs"], ignoreOrder: true);

    [Fact]
    public void AnAgentsNewConstructorIsWrittenIntoTheRegistryOnly() =>
        Rewritten(Before.With(Samples.DocumentTypes.Replace("class EntityAgent :", "class EntityAgent(TimeProvider? time = null) :", StringComparison.Ordinal), "Source2.cs"))
            .ShouldBe([$"{TrackingNames.Registry}: Perdure.Registry.g.cs"]);

    /// <summary>The registry says it, for documents that are published to a running system.</summary>
    [Fact]
    public void AnAgentsTimeoutThatAStepOverridesIsWrittenIntoTheRegistryOnly()
    {
        string workflow = Samples.DocumentInsights.Replace("[Step<EntityAgent>", "[Timeout(\"1s\"), Step<EntityAgent>", StringComparison.Ordinal);
        workflow.ShouldNotBe(Samples.DocumentInsights);
        Rewritten(Before.With(workflow), Before.With(workflow).With(Samples.DocumentTypes.Replace("public sealed class EntityAgent", "[Timeout(\"5s\")] public sealed class EntityAgent", StringComparison.Ordinal), "Source2.cs"))
            .ShouldBe([$"{TrackingNames.Registry}: Perdure.Registry.g.cs"]);
    }

    [Fact]
    public void AnAgentsNewNameIsWrittenWhereverItIsCalled() =>
        Rewritten(Before.With(Samples.DocumentTypes.Replace("[Agent]\npublic sealed class EntityAgent", "[Agent(\"names\")]\npublic sealed class EntityAgent", StringComparison.Ordinal), "Source2.cs"))
            .ShouldBe([$"{TrackingNames.Files}: Acme.Documents.DocumentInsights.workflow.g.cs", $"{TrackingNames.Registry}: Perdure.Registry.g.cs"], ignoreOrder: true);

    [Fact]
    public void ARemoteAgentsNewArgumentIsWrittenIntoItsFileOnly() =>
        Rewritten(Before.With(Desk.Replace("\"desk\"", "\"editor\"", StringComparison.Ordinal), "Source4.cs"))
            .ShouldBe([$"{TrackingNames.RemoteFiles}: Acme.Documents.DeskAgent.agent.g.cs"]);

    [Fact]
    public void ARemoteAgentsNewNameIsWrittenIntoTheRegistryToo() =>
        Rewritten(Before.With(Desk.Replace("\"desk\"", "\"desk\", Name = \"editor\"", StringComparison.Ordinal), "Source4.cs"))
            .ShouldBe([$"{TrackingNames.RemoteFiles}: Acme.Documents.DeskAgent.agent.g.cs", $"{TrackingNames.Registry}: Perdure.Registry.g.cs"], ignoreOrder: true);

    [Fact]
    public void ACommentAboveARemoteAgentWritesNothingAgain() => Rewritten(Before.With("// Every line moves.\n\n" + Desk, "Source4.cs")).ShouldBeEmpty();

    [Fact]
    public void ASerializerContextIsWrittenIntoTheFilesWhosePayloadsItKnows()
    {
        const string context = """
            namespace Acme.Documents;

            [System.Text.Json.Serialization.JsonSerializable(typeof(Insights))]
            internal sealed partial class Json : System.Text.Json.Serialization.JsonSerializerContext;
            """;

        Rewritten(Before.AddSyntaxTrees(TestCompilation.ParseFile(context, "Json.cs")))
            .ShouldBe([$"{TrackingNames.Files}: Acme.Documents.DocumentInsights.workflow.g.cs"]);
    }

    [Fact]
    public void AReferencedRegistryIsWrittenIntoAddWorkflowsOnly()
    {
        MetadataReference library = GeneratorRun.Of(TestCompilation.Named("Library", [], Samples.DocumentTypes)).ToReference();

        Rewritten(Before.AddReferences(library)).ShouldBe([$"{TrackingNames.Registries}: Perdure.AddWorkflows.g.cs"]);
    }

    /// <summary>The outputs that an edit brings forth anew, by the step that they are written from.</summary>
    private static string[] Rewritten(CSharpCompilation after) => Rewritten(Before, after);

    private static string[] Rewritten(CSharpCompilation before, CSharpCompilation after)
    {
        GeneratorRun first = GeneratorRun.Of(before);
        GeneratorRun second = first.Again(after);
        GeneratorRunResult result = second.Driver.GetRunResult().Results.Single();
        string[] steps = [TrackingNames.Files, TrackingNames.RemoteFiles, TrackingNames.Registry, TrackingNames.Registries];
        IEnumerable<(string Step, object Output)> changed = steps.SelectMany(step => result.TrackedSteps[step]
            .SelectMany(run => run.Outputs)
            .Where(output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged))
            .Select(output => (step, output.Value)));
        string[] rewritten = [.. changed.Select(change => $"{change.Step}: {FileOf(change.Output)}")];

        // What a step says is what is written: the files agree.
        second.Files.Where(file => first.Files.GetValueOrDefault(file.Key) != file.Value).Select(file => file.Key)
            .ShouldBe(rewritten.Select(change => change.Split(": ")[1]).Order(StringComparer.Ordinal));
        result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs)
            .Count(output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged))
            .ShouldBe(rewritten.Length);
        return rewritten;
    }

    private static string FileOf(object output) => output switch
    {
        Model.WorkflowFile file => file.Name,
        Model.RemoteAgentFile file => file.Name,
        Model.RegistryModel => Emission.RegistryEmitter.FileName,
        _ => Emission.AddWorkflowsEmitter.FileName,
    };
}
