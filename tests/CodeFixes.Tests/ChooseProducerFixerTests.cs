namespace Perdure.CodeFixes.Tests;

public sealed class ChooseProducerFixerTests
{
    private const string Types = """

        public sealed record Document(string Text);
        public sealed record Ticket(string Text);
        public sealed record Reply(string Text);
        """;

    private const string Ambiguous = """
        [Workflow]
        public sealed partial class AnswerTicket : IWorkflow<Ticket, Reply>
        {
            [Step]
            private static Ticket Load() => new("");

            [Step]
            private static Ticket @do() => new("");

            [Step]
            private static Reply Draft(
                // The ticket to answer.
                Ticket ticket,
                CancellationToken cancellationToken) => new(ticket.Text);
        }

        """ + Types;

    [Fact]
    public async Task ThereIsOneFixForEachCandidate() => (await (await Fixes.OfAsync(new ChooseProducerFixer(), Ambiguous)).TitlesAsync())
        .ShouldBe(["Take 'Ticket' from the workflow's input", "Take 'Ticket' from 'Load'", "Take 'Ticket' from 'do'"]);

    [Theory]
    [InlineData("Take 'Ticket' from the workflow's input", "[Input] Ticket ticket")]
    [InlineData("Take 'Ticket' from 'Load'", "[From(nameof(Load))] Ticket ticket")]
    [InlineData("Take 'Ticket' from 'do'", "[From(nameof(@do))] Ticket ticket")]
    public async Task TheParameterSaysWhoseValueItTakes(string title, string parameter)
    {
        Fixes fixes = await Fixes.OfAsync(new ChooseProducerFixer(), Ambiguous);

        (await fixes.ApplyAsync(title)).ShouldBe(Ambiguous.Replace("    Ticket ticket", "    " + parameter, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatConvertsCanBeTakenAsWell()
    {
        const string Source = """
            [Workflow]
            public sealed partial class AnswerTicket : IWorkflow<int, Reply>
            {
                [Step]
                private static short Half(int number) => (short)(number / 2);

                [Step]
                private static Reply Draft(Document document, long number) => new(document.Text + number);

                [Step]
                private static Document Read(short half) => new(half.ToString());
            }

            """ + Types;
        Fixes fixes = await Fixes.OfAsync(new ChooseProducerFixer(), Source);

        (await fixes.TitlesAsync()).ShouldBe(["Take 'long' from the workflow's input", "Take 'long' from 'Half'"]);
        (await fixes.ApplyAsync("Take 'long' from 'Half'")).ShouldBe(Source.Replace("long number", "[From(nameof(Half))] long number", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhereTheNameMeansSomethingElseTheAttributeIsQualified()
    {
        string source = Ambiguous + "\npublic sealed class FromAttribute : Attribute;";
        Fixes fixes = await Fixes.OfAsync(new ChooseProducerFixer(), source);

        (await fixes.ApplyAsync("Take 'Ticket' from 'Load'")).ShouldContain("[Perdure.From(nameof(Load))] Ticket ticket");
    }

    [Fact]
    public async Task NoFixIsOfferedWhereNothingComesNear() => (await (await Fixes.OfAsync(new ChooseProducerFixer(), """
        [Workflow]
        public sealed partial class AnswerTicket : IWorkflow<Document, Reply>
        {
            [Step]
            private static Reply Draft(Ticket ticket) => new(ticket.Text);
        }

        """ + Types)).TitlesAsync()).ShouldBeEmpty();
}
