namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR101Tests
{
    private const string Id = "PDR101";

    [Theory]
    [InlineData("AgentContext", "a step's own context is 'StepContext'")]
    [InlineData("IAgent<Document, Summary>", "an agent is taken by its class")]
    public Task WhatBelongsToAgentsIsNoService(string type, string instead) => Squiggles.AssertAsync(
        "PDR101",
        StepSources.Of($"[Step] private static Reply Draft(Document document, [|{type}|] other) => new(document.Text);"),
        $"Step 'Draft' takes '{type}', which neither the workflow's input nor another step returns; {instead}");

    [Fact]
    public Task AParameterThatNothingProducesIsReportedAtItsType() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step]
            private static Reply Draft(Document document, [|Ticket|] ticket) => new(document.Text + ticket.Text);
            """),
        "Step 'Draft' takes 'Ticket', which neither the workflow's input nor another step returns");

    [Fact]
    public Task WithoutAnInputTheMessageDoesNotSpeakOfOne() => Squiggles.AssertAsync(
        Id,
        StepSources.Of(
            """
            [Step]
            private static Reply Draft([|Ticket|] ticket) => new(ticket.Text);
            """,
            "IWorkflow<Reply>"),
        "Step 'Draft' takes 'Ticket', which no other step returns");

    [Fact]
    public Task AServiceIsSentToTheConstructor() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step]
            private static Reply Draft(Document document, [|Microsoft.Extensions.Logging.ILogger<Reply>|] logger) => new(document.Text);
            """),
        "Step 'Draft' takes 'ILogger<Reply>', which neither the workflow's input nor another step returns; services come through the constructor");

    [Fact]
    public Task AClientIsAServiceAsWell() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step]
            private static Reply Draft(Document document, [|System.Net.Http.HttpClient|] http) => new(document.Text);
            """),
        "Step 'Draft' takes 'HttpClient', which neither the workflow's input nor another step returns; services come through the constructor");

    [Theory]
    [InlineData("Letter", "Document", "'Find' returns 'Letter', which converts: take it with [From]")]
    [InlineData("Celsius", "Fahrenheit", "'Find' returns 'Celsius', which converts: take it with [From]")]
    [InlineData("int", "long", "'Find' returns 'int', which converts: take it with [From]")]
    [InlineData("Ticket[]", "ICollection<Ticket>", "'Find' returns 'Ticket[]', which converts: take it with [From]")]
    [InlineData("Ticket?", "Ticket", "'Find' returns 'Ticket?', which can be null")]
    [InlineData("int?", "int", "'Find' returns 'int?', which can be null")]
    [InlineData("Task<Ticket?>", "Ticket", "'Find' returns 'Ticket?', which can be null")]
    public Task WhatComesNearIsNamed(string produced, string wanted, string hint) => Squiggles.AssertAsync(
        Id,
        StepSources.Of(
            $"""
            [Step]
            private static {produced} Find(string id) => throw new InvalidOperationException(id);

            [Step]
            private static Reply Draft([|{wanted}|] value) => new($"{"{value}"}");
            """,
            "IWorkflow<string, Reply>"),
        $"Step 'Draft' takes '{wanted}', which neither the workflow's input nor another step returns; {hint}");

    [Theory]
    [InlineData("Ticket", "Ticket?")]
    [InlineData("int", "int?")]
    [InlineData("int?", "int?")]
    [InlineData("Task<Ticket>", "Ticket")]
    [InlineData("ValueTask<Ticket>", "Ticket?")]
    [InlineData("Ticket[]", "IReadOnlyList<Ticket>")]
    [InlineData("List<Ticket>", "Ticket[]")]
    [InlineData("IEnumerable<Ticket>", "IReadOnlyCollection<Ticket>")]
    [InlineData("System.Collections.Immutable.ImmutableArray<Ticket>", "List<Ticket>")]
    [InlineData("Dictionary<string, Ticket>", "Dictionary<string, Ticket>")]
    public Task WhatFitsIsTaken(string produced, string wanted) => Squiggles.AssertNoneAsync(
        StepSources.Of(
            $"""
            [Step]
            private static {produced} Find(string id) => throw new InvalidOperationException(id);

            [Step]
            private static Reply Draft({wanted} value) => new($"{"{value}"}");
            """,
            "IWorkflow<string, Reply>"));

    [Fact]
    public Task ATypeThatDoesNotExistIsTheCompilersToReport() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step]
            private static Reply Draft(Document document, {|CS0246:Tickt|} ticket) => new(document.Text);
            """));

    [Fact]
    public Task TheReportCanBeSuppressedWhereItStands() => Squiggles.AssertNoneAsync(
        StepSources.Of("""
            [Step]
            #pragma warning disable PDR101
            private static Reply Draft(Document document, Ticket ticket) => new(document.Text + ticket.Text);
            #pragma warning restore PDR101
            """));
}
