using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Perdure.Generators.Tests.Documents;

/// <summary>What is written again for documents after an edit, and what is not.</summary>
public sealed class DocumentIncrementalTests
{
    private static readonly TestDocument Document = new("a.workflow.json", Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\" }"));

    private static readonly TestDocument Other = new("b.workflow.json", """{ "name": "tell", "class": "Billing.Tell", "steps": { "Tell": { "agent": "tell", "takes": { "text": { "value": "x" } } } } }""");

    private static readonly CSharpCompilation Before = TestCompilation.Create(Billing.Agents);

    [Fact]
    public void AKeystrokeInCodeReadsNoDocumentAgainAndWritesNothingAgain()
    {
        GeneratorRun again = GeneratorRun.Of(Before, Document, Other).Again(Before.With(Billing.Agents.Replace("\"refused \"", "\"refused: \"", StringComparison.Ordinal)));

        Changed(again, TrackingNames.Documents).ShouldBeEmpty();
        Changed(again, TrackingNames.DocumentWorkflows).ShouldBeEmpty();
        Changed(again, TrackingNames.Files).ShouldBeEmpty();
        Changed(again, TrackingNames.Registry).ShouldBeEmpty();
    }

    [Fact]
    public void AnEditOfADocumentReadsItAloneAndWritesItsFileAlone()
    {
        var edited = new TestDocument(Document.Path, Document.Text.Replace("\"takes\"", "\"retry\": 3, \"takes\"", StringComparison.Ordinal));
        GeneratorRun again = GeneratorRun.Of(Before, Document, Other).Again(Document, edited);

        Changed(again, TrackingNames.Documents).Length.ShouldBe(1);
        Changed(again, TrackingNames.Files).Cast<Model.WorkflowFile>().Select(file => file.Name).ShouldBe(["Billing.InvoiceApproval.workflow.g.cs"]);
        Changed(again, TrackingNames.Registry).ShouldBeEmpty();
        again.File("Billing.InvoiceApproval").ShouldContain("maxAttempts: 3");
    }

    [Fact]
    public void ACommentInADocumentWritesNothingAgain()
    {
        var edited = new TestDocument(Document.Path, "// Every line moves.\n" + Document.Text);
        GeneratorRun again = GeneratorRun.Of(Before, Document, Other).Again(Document, edited);

        Changed(again, TrackingNames.Documents).Length.ShouldBe(1);
        Changed(again, TrackingNames.DocumentWorkflows).ShouldBeEmpty();
    }

    [Fact]
    public void AnAgentsNewInputIsSeen()
    {
        GeneratorRun again = GeneratorRun.Of(Before, Document, Other).Again(Before.With(Billing.Agents.Replace("Agent<string, Receipt>", "Agent<string?, Receipt>", StringComparison.Ordinal).Replace("InvokeAsync(string input", "InvokeAsync(string? input", StringComparison.Ordinal)));

        Changed(again, TrackingNames.Files).Cast<Model.WorkflowFile>().Select(file => file.Name).ShouldBe(["Billing.InvoiceApproval.workflow.g.cs"]);
    }

    private static object[] Changed(GeneratorRun run, string step) => [.. run.Driver.GetRunResult().Results.Single().TrackedSteps[step]
        .SelectMany(one => one.Outputs)
        .Where(output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged))
        .Select(output => output.Value)];
}
