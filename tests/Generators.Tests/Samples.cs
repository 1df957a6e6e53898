namespace Perdure.Generators.Tests;

/// <summary>Sources that several tests share.</summary>
internal static class Samples
{
    /// <summary>Agents and records of documents.</summary>
    public const string DocumentTypes = """
        namespace Acme.Documents;

        public sealed record Document(string Text);
        public sealed record Summary(string Text);
        public sealed record Entities(string[] Names);
        public sealed record Insights(Summary Summary, Entities Entities);

        [Agent]
        public sealed class SummarizeAgent : IAgent<Document, Summary>
        {
            public ValueTask<Summary> InvokeAsync(Document document, AgentContext context, CancellationToken cancellationToken) => new(new Summary(document.Text + "!"));
        }

        [Agent]
        public sealed class EntityAgent : IAgent<Document, Entities>
        {
            public ValueTask<Entities> InvokeAsync(Document document, AgentContext context, CancellationToken cancellationToken) => new(new Entities([document.Text]));
        }
        """;

    /// <summary>Two declared steps side by side, and a code step that joins them.</summary>
    public const string DocumentInsights = """
        namespace Acme.Documents;

        [Workflow]
        public sealed partial class DocumentInsights : IWorkflow<Document, Insights>
        {
            [Step<SummarizeAgent>]
            private partial ValueTask<Summary> Summarize(Document document);

            [Step<EntityAgent>, Retry(5)]
            private partial ValueTask<Entities> FindEntities(Document document);

            [Step]
            private static Insights Combine(Summary summary, Entities entities) => new(summary, entities);
        }
        """;
}
