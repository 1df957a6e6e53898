using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Perdure.Generators.Tests.Documents;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR028Tests
{
    private const string Parent = """
        namespace Billing;

        [Workflow]
        public sealed partial class Approve : IWorkflow<Invoice, Receipt>
        {
            [Step<{0}>] private partial ValueTask<Receipt> Ask(Invoice invoice);
        }
        """;

    private static readonly TestDocument Child = new(TestDocument.OnlyPath, Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\" }"));

    private static readonly TestDocument WrongChild = new(TestDocument.OnlyPath, Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\" }").Replace("\"Receipt\"", "\"Receit\"", StringComparison.Ordinal));

    [Theory]
    [InlineData("InvoiceApproval")]
    [InlineData("Billing.InvoiceApproval")]
    public async Task AClassThatIsWrittenInTheSameRunIsNamedInTheMessage(string name) => (await AnalyzeAsync(Child, name)).ShouldBe(
    [
        $"PDR028 <{name}> Step 'Ask' runs 'InvoiceApproval', which is generated for a document of this project and which this generator cannot see: write the parent as a document too, or keep the document in a project that this one references",
    ]);

    [Fact]
    public async Task SoIsOneOfADocumentThatIsWrongItself() => (await AnalyzeAsync(WrongChild, "InvoiceApproval")).Select(found => found.Split(' ')[0]).ShouldBe(["PDR504", "PDR028"], ignoreOrder: true);

    [Fact]
    public async Task AChildThatIsAClassIsNoneOfIts() => (await AnalyzeAsync(Child, "BookLine")).ShouldAllBe(found => !found.StartsWith("PDR028", StringComparison.Ordinal));

    /// <summary>In an editor a referenced project is there with its generated files.</summary>
    [Fact]
    public async Task OneOfAnotherProjectIsRunAsAnyOther()
    {
        CSharpCompilation library = GeneratorRun.Of(TestCompilation.Create(Billing.Agents), Child).Compilation;
        library.GetDiagnostics().ShouldAllBe(found => found.Severity != DiagnosticSeverity.Error);

        GeneratorRun run = GeneratorRun.Of(TestCompilation.Named("Parents", [library.ToMetadataReference()], Parent.Replace("{0}", "InvoiceApproval", StringComparison.Ordinal)));

        run.Errors.ShouldBeEmpty();
        (await Analysis.OfAsync(run)).ShouldAllBe(found => found.Id != "PDR028");
    }

    private static async Task<string[]> AnalyzeAsync(TestDocument document, string child)
    {
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Create(Billing.Agents, Parent.Replace("{0}", child, StringComparison.Ordinal)), document);
        return [.. (await Analysis.OfAsync(run)).Select(found =>
            $"{found.Id} <{(found.Location.SourceTree ?? run.Compilation.SyntaxTrees.First()).ToString().Substring(found.Location.SourceTree is null ? 0 : found.Location.SourceSpan.Start, found.Location.SourceTree is null ? 0 : found.Location.SourceSpan.Length)}> {found.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")];
    }
}
