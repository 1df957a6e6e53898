namespace Perdure.Generators.Tests.Documents;

/// <summary>What stands for a document in C#.</summary>
public sealed class DocumentShapeTests
{
    [Fact]
    public void AWrongDocumentStillHasItsClass()
    {
        GeneratorRun run = GeneratorRun.Of(
            TestCompilation.Create(Billing.Agents, "class Uses { object One => Billing.InvoiceApproval.Definition; object Two => Billing.InvoiceApproval.Signals.Approval; }"),
            new TestDocument(TestDocument.OnlyPath, Billing.Document("\"Approval\": { \"signal\": \"approval\", \"returns\": \"Approval\" }, \"Refuse\": { \"agent\": \"refus\" }")));

        run.ShouldCompile();
        run.File("Billing.InvoiceApproval").ShouldContain("see PDR504");
        run.Files["Perdure.Registry.g.cs"].ShouldNotContain("InvoiceApproval");
    }

    [Fact]
    public void AClassIsAsOpenAsWhatTheWorkflowTakesAndReturns()
    {
        string agents = Billing.Agents.Replace("public sealed record Receipt", "internal sealed record Receipt", StringComparison.Ordinal)
            .Replace("[Agent] public sealed class", "[Agent] internal sealed class", StringComparison.Ordinal);
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Create(agents), new TestDocument(TestDocument.OnlyPath, Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\" }")));

        run.ShouldCompile();
        run.File("Billing.InvoiceApproval").ShouldContain("internal sealed partial class InvoiceApproval : global::Perdure.IWorkflow<global::Billing.Invoice, global::Billing.Receipt>");
    }

    [Fact]
    public void AClassThatIsNotNamedIsCalledAfterTheWorkflow()
    {
        GeneratorRun run = GeneratorRun.Of(
            TestCompilation.Create(Billing.Agents), new TestDocument(TestDocument.OnlyPath, """{ "name": "tell all-of_them", "steps": { "tell-1": { "agent": "tell", "takes": { "text": { "value": "x" } } } } }"""));

        run.ShouldCompile();
        run.File("TellAllOfThem").ShouldContain("Definition");
    }

    [Fact]
    public async Task AClassOfAnotherProjectRunsADocumentAsItsChild()
    {
        GeneratorRun library = GeneratorRun.Of(TestCompilation.Named("Billing", [], Billing.Agents), new TestDocument(TestDocument.OnlyPath, Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\" }")));
        library.ShouldCompile();

        GeneratorRun run = GeneratorRun.Of(TestCompilation.Named("Office", [library.ToReference()], """
            [Workflow]
            public sealed partial class Approve : IWorkflow<Billing.Invoice, string>
            {
                [Step<Billing.InvoiceApproval>] private partial ValueTask<Billing.Receipt> Ask(Billing.Invoice invoice);
                [Step] private static string Read(Billing.Receipt receipt) => receipt.Text;
            }
            """), new TestDocument("office.workflow.json", """{ "name": "office", "input": "Billing.Invoice", "output": "Billing.Receipt", "steps": { "Ask": { "workflow": "invoice-approval" } } }"""));

        run.ShouldCompile();
        (await Analysis.OfAsync(run)).ShouldBeEmpty();
        run.File("Approve").ShouldContain("Billing.InvoiceApproval.Definition");
        run.File("Office").ShouldContain("Billing.InvoiceApproval.Definition");
    }

    [Fact]
    public void OtherFilesAreNoDocuments() =>
        GeneratorRun.Of(TestCompilation.Create("class Nothing;"), new TestDocument("workflow.json", "{"), new TestDocument("a.workflow.json.txt", "{")).Files.ShouldBeEmpty();
}
