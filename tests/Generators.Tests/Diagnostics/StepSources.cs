namespace Perdure.Generators.Tests.Diagnostics;

/// <summary>A workflow around some steps, with the types and agents that they need.</summary>
internal static class StepSources
{
    private const string Types = """
        public record Document(string Text);
        public sealed record Letter(string Text) : Document(Text);
        public sealed record Ticket(string Text);
        public sealed record Summary(string Text);
        public sealed record Reply(string Text);

        public sealed record Celsius(double Degrees)
        {
            public static implicit operator Fahrenheit(Celsius celsius) => new(celsius.Degrees * 9 / 5 + 32);
        }

        public sealed record Fahrenheit(double Degrees);

        public sealed record Question(string Topic, int Words = 100)
        {
            public required string Tone { get; init; }
        }

        [Agent]
        public sealed class WriterAgent : IAgent<Question, Reply>
        {
            public ValueTask<Reply> InvokeAsync(Question input, AgentContext context, CancellationToken cancellationToken) => new(new Reply(input.Topic));
        }

        [Agent]
        public sealed class SummarizeAgent : IAgent<Document, Summary>
        {
            public ValueTask<Summary> InvokeAsync(Document input, AgentContext context, CancellationToken cancellationToken) => new(new Summary(input.Text));
        }

        [Agent]
        public sealed class NotifyAgent : IAgent<Document, None>
        {
            public ValueTask<None> InvokeAsync(Document input, AgentContext context, CancellationToken cancellationToken) => new(None.Value);
        }
        """;

    /// <summary>A workflow <c>Sample</c> of the given steps.</summary>
    /// <param name="steps">The steps, with marks.</param>
    /// <param name="contract">What it takes and returns.</param>
    /// <param name="name">The class's name, with marks.</param>
    public static string Of(string steps, string contract = "IWorkflow<Document, Reply>", string name = "Sample") => $$"""
        [Workflow]
        public sealed partial class {{name}} : {{contract}}
        {
        {{steps}}
        }

        {{Types}}
        """;
}
