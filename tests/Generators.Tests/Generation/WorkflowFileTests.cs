namespace Perdure.Generators.Tests.Generation;

public sealed class WorkflowFileTests
{
    [Fact]
    public void DeclaredAndCodeStepsBecomeAPlanAndARunner()
    {
        GeneratorRun run = GeneratorRun.Of(Samples.DocumentInsights, Samples.DocumentTypes).ShouldCompile();

        Snapshot.Match(run.File("Acme.Documents.DocumentInsights"));
    }
}
