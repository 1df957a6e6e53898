using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR027Tests
{
    private const string Source = """
        [DeskAgent] public sealed partial class DeskAgent : IAgent<string, string>;

        public sealed class DeskAgentAttribute : RemoteAgentAttribute;

        [Workflow]
        public sealed partial class Report : IWorkflow<string, string>
        {
            [Step<DeskAgent>] private partial ValueTask<string> Write(string topic);
        }
        """;

    [Fact]
    public async Task ARemoteAgentBelowNet10IsReportedAndNothingElse()
    {
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Create(Source).InOlderFramework());

        Diagnostic found = (await Analysis.OfAsync(run)).ShouldHaveSingleItem();

        found.Id.ShouldBe("PDR027");
        found.GetMessage(System.Globalization.CultureInfo.InvariantCulture).ShouldBe("Agent 'DeskAgent' is marked [DeskAgent], but remote agents need net10.0: set <TargetFramework> to it");
        run.ShouldCompile();
    }

    [Fact]
    public async Task AnAgentOfThisProcessIsFineThere() => (await Analysis.OfAsync(TestCompilation.Create(Samples.DocumentTypes, Samples.DocumentInsights).InOlderFramework())).ShouldBeEmpty();
}
