using Perdure.Generators.Tests.Documents;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR508Tests
{
    private const string Id = "PDR508";

    private const string Step = "\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\" }";

    [Fact]
    public Task TheWorkflowOfAClassIsThereAlready() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document(Step).Replace("\"invoice-approval\"", "[|\"book-line\"|]", StringComparison.Ordinal),
        "Document 'test.workflow.json' declares the workflow 'book-line@1', as class 'BookLine' does");

    [Fact]
    public Task ANewVersionIsAnotherWorkflow() => DocumentSquiggles.AssertAsync(
        Id, Billing.Document(Step, "\"version\": 2,").Replace("\"invoice-approval\"", "\"book-line\"", StringComparison.Ordinal));

    [Fact]
    public Task AClassOfTheProjectIsThereAlready() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document(Step).Replace("\"Billing.InvoiceApproval\"", "[|\"Billing.BookLine\"|]", StringComparison.Ordinal),
        "Document 'test.workflow.json' declares the class 'Billing.BookLine', as the project does");

    [Fact]
    public async Task OfTwoDocumentsTheSecondIsOneTooMany()
    {
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Create(Billing.Agents), new TestDocument("b.workflow.json", Billing.Document(Step)), new TestDocument("a.workflow.json", Billing.Document(Step)));

        (await Analysis.OfAsync(run)).Select(diagnostic => diagnostic.ToString()).ShouldHaveSingleItem()
            .ShouldBe("b.workflow.json(2,11): error PDR508: Document 'b.workflow.json' declares the workflow 'invoice-approval@1', as document 'a.workflow.json' does");
        run.ShouldCompile();
    }
}
