using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Perdure.Generators.FrontEnd;

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

    [Fact]
    public void TypesOfReferencesAndOfOtherFilesAreNotReadAgainForAKeystroke()
    {
        CSharpCompilation library = TestCompilation.Named("Billing", [], Billing.Agents);
        MetadataReference reference = GeneratorRun.Of(library).ToReference();
        CSharpCompilation before = TestCompilation.Named("Office", [reference], "namespace Office; public sealed record Memo(string Text);", "class Unrelated { int Number => 1; }");
        var document = new TestDocument("office.workflow.json", """{ "name": "office", "class": "Office.Tell", "input": "Memo", "steps": { "Tell": { "agent": "tell", "takes": { "text": "input.text" } } } }""");
        var assembly = (IAssemblySymbol)before.GetAssemblyOrModuleSymbol(reference)!;
        SyntaxTree unrelated = before.SyntaxTrees.Single(tree => tree.ToString().StartsWith("class Unrelated", StringComparison.Ordinal));
        SyntaxTree[] others = [.. before.SyntaxTrees.Where(tree => tree != unrelated)];
        AssemblyNames.IsRead(assembly).ShouldBeFalse();

        GeneratorRun run = GeneratorRun.Of(before, document).ShouldCompile();
        AssemblyNames.IsRead(assembly).ShouldBeTrue();
        (AssemblyNames read, TreeNames[] trees) = (AssemblyNames.Of(assembly), [.. others.Select(TreeNames.Of)]);
        SyntaxTree typed = unrelated.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From("class Unrelated { int Number => 12; }"));
        CSharpCompilation after = before.ReplaceSyntaxTree(unrelated, typed);
        GeneratorRun again = run.Again(after);

        AssemblyNames.Of((IAssemblySymbol)after.GetAssemblyOrModuleSymbol(reference)!).ShouldBeSameAs(read);
        after.SyntaxTrees.Where(tree => tree != typed).Select(TreeNames.Of).ShouldBe(trees);
        TreeNames.IsRead(typed).ShouldBeTrue("the edited file alone is read");
        Changed(again, TrackingNames.DocumentWorkflows).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("namespace A.@B { class C<T> { enum D; struct @int; record E; } } interface F; delegate void G<T, U>();", "A.B.C`1 A.B.C`1+D A.B.C`1+int A.B.C`1+E F G`2")]
    [InlineData("namespace A; [Obsolete] partial record struct B;", "A.B!")]
    public void AFileSaysWhichTypesItDeclares(string text, string types) => string.Join(' ', TreeNames.Of(CSharpSyntaxTree.ParseText(text)).Types.Select(type => type.MetadataName + (type.HasAttributes ? "!" : ""))).ShouldBe(types);

    private static object[] Changed(GeneratorRun run, string step) => [.. run.Driver.GetRunResult().Results.Single().TrackedSteps[step]
        .SelectMany(one => one.Outputs)
        .Where(output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged))
        .Select(output => output.Value)];
}
