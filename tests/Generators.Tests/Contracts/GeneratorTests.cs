namespace Perdure.Generators.Tests.Contracts;

/// <summary>Generated code does not depend on contracts: the analyzer alone reads them.</summary>
public sealed class GeneratorTests
{
    private const string Source = "[McpTool(\"tools\", \"write\")] public sealed partial class DeskAgent : IAgent<None, string>;";

    [Fact]
    public void AContractThatChangesWritesNothingAgain()
    {
        var before = new TestDocument(ContractSquiggles.Path, ContractSquiggles.Tool("{}"));
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Named("Sample", [RemoteKinds.Reference], Source), before);

        GeneratorRun again = run.Again(before, new TestDocument(ContractSquiggles.Path, ContractSquiggles.Tool("{ \"type\": \"object\" }")));

        again.Files.ShouldBe(run.Files);
        again.Driver.GetRunResult().Results.Single().TrackedOutputSteps.SelectMany(static step => step.Value).SelectMany(static step => step.Outputs)
            .ShouldAllBe(static output => output.Reason == Microsoft.CodeAnalysis.IncrementalStepRunReason.Cached || output.Reason == Microsoft.CodeAnalysis.IncrementalStepRunReason.Unchanged);
    }

    [Fact]
    public void AnAgentThatDoesNotFitIsStillWritten() =>
        GeneratorRun.Of(TestCompilation.Named("Sample", [RemoteKinds.Reference], Source), new TestDocument(ContractSquiggles.Path, ContractSquiggles.Graph("{}", "{}"))).ShouldCompile().Files.ShouldContainKey("DeskAgent.agent.g.cs");
}
