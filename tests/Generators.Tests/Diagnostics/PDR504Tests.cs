using Perdure.Generators.Tests.Documents;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR504Tests
{
    private const string Id = "PDR504";

    [Fact]
    public Task AnAgentIsLookedForByItsDurableName() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document("\"Refuse\": { \"agent\": [|\"RefuseAgent\"|], \"takes\": \"input.number\" }"),
        "Step 'Refuse' names the agent 'RefuseAgent', which there is not: did you mean 'refuse'");

    [Theory]
    [InlineData("Invoic", "which there is not: did you mean 'Invoice'")]
    [InlineData("List<Invoic>", "which there is not: did you mean 'Invoice'")]
    [InlineData("Invoice[,]", "which is no type as C# writes it")]
    [InlineData("Invoice Invoice", "which is no type as C# writes it")]
    [InlineData("", "which is no type as C# writes it")]
    public Task ATypeIsLookedForAsCSharpWritesIt(string written, string problem) => DocumentSquiggles.AssertAsync(
        Id,
        $$"""{ "name": "bills", "input": [|"{{written}}"|], "steps": { "Tell": { "agent": "tell", "takes": { "text": { "value": "x" } } } } }""",
        $"The workflow names the type '{written}', {problem}");

    [Theory]
    [InlineData("Invoice")]
    [InlineData("Billing.Invoice")]
    [InlineData("global::Billing.Invoice")]
    [InlineData("Invoice?")]
    [InlineData("Invoice[]")]
    [InlineData("IReadOnlyList<Invoice?>")]
    [InlineData("Dictionary<string, int?>")]
    [InlineData("System.Collections.Generic.List<Billing.Invoice>")]
    [InlineData("Guid")]
    [InlineData("DateTimeOffset?")]
    [InlineData("decimal")]
    public Task TheseAreTypes(string written) => DocumentSquiggles.AssertAsync(
        Id, $$"""{ "name": "bills", "input": "{{written}}", "steps": { "Tell": { "agent": "tell", "takes": { "text": { "value": "x" } } } } }""");

    [Fact]
    public Task AWorkflowAndAQueueAreLookedForAsWell() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\", \"queue\": [|\"bank\"|] }, \"Book\": { \"workflow\": [|\"book-lines\"|], \"forEach\": \"input.lines\" }"),
        "Step 'Refuse' names the queue 'bank', which nobody declares",
        "Step 'Book' names the workflow 'book-lines', which there is not: did you mean 'book-line'");
}
