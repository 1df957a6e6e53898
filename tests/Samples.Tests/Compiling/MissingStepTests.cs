using System.Globalization;
using Microsoft.CodeAnalysis;
using Perdure.Tests.Compiling;
using Shouldly;

namespace Documents.Tests.Compiling;

/// <summary>What the README says that the compiler says.</summary>
public sealed class MissingStepTests
{
    private const string Workflow = "samples/DocumentInsights/Workflows/DocumentInsights.cs";

    /// <summary>The agents of the sample are made by a dozen files; their types are all that matters here.</summary>
    private const string Agents = """
        namespace Documents.Agents;

        [Agent]
        public sealed class SummarizeAgent : IAgent<Document, Summary>
        {
            public ValueTask<Summary> InvokeAsync(Document document, AgentContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
        }

        [Agent]
        public sealed class EntityAgent : IAgent<Document, Entities>
        {
            public ValueTask<Entities> InvokeAsync(Document document, AgentContext context, CancellationToken cancellationToken) => throw new NotSupportedException();
        }
        """;

    private static readonly string[] Models = ["Document", "Summary", "Entities", "Insights"];

    private const string FindEntities = """
            [Step<EntityAgent>, Retry(5)]
            private partial ValueTask<Entities> FindEntities(Document document);


        """;

    [Fact]
    public async Task TheWorkflowOfTheSampleIsReportedForNothing() => (await ComplaintsAsync(SampleFiles.Read(Workflow))).ShouldBeEmpty();

    [Fact]
    public async Task WithoutFindEntitiesTheCompilerTellsWhatIsMissing()
    {
        var source = SampleFiles.Read(Workflow);
        source.ShouldContain(FindEntities);

        var complaint = (await ComplaintsAsync(source.Replace(FindEntities, ""))).ShouldHaveSingleItem();

        var place = complaint.Location.GetLineSpan().StartLinePosition;
        SampleFiles.Read("README.md").ShouldContain($"DocumentInsights.cs({place.Line + 1},{place.Character + 1}): error {complaint.Id}: {complaint.GetMessage(CultureInfo.InvariantCulture)}\n");
    }

    private static async Task<IEnumerable<Diagnostic>> ComplaintsAsync(string source)
    {
        var run = GeneratorRun.Of(TestCompilation.Create([source, Agents, .. Models.Select(model => SampleFiles.Read($"samples/DocumentInsights/Model/{model}.cs"))]));
        return (await Perdure.Tests.Compiling.Analysis.OfAsync(run)).Concat(run.Errors);
    }
}
