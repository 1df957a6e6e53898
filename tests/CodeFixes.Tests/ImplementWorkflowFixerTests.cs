namespace Perdure.CodeFixes.Tests;

public sealed class ImplementWorkflowFixerTests
{
    [Theory]
    [InlineData("what nothing produces, and what nothing takes", "IWorkflow<Document, Reply>", """
        [Step] private static Summary Summarize(Document document) => new(document.Text);
        [Step] private static Reply Draft(Summary summary, Document document) => new(summary.Text);
        """)]
    [InlineData("the same in any order", "IWorkflow<Document, Reply>", """
        [Step] private static async Task<Reply> Draft(Summary summary) => await Task.FromResult(new Reply(summary.Text));
        [Step] private static ValueTask<Summary> Summarize(Document document) => new(new Summary(document.Text));
        """)]
    [InlineData("the last one of several that nothing takes", "IWorkflow<Document, Reply>", """
        [Step] private static Summary Summarize(Document document) => new(document.Text);
        [Step] private static Reply Draft(Document document) => new(document.Text);
        """)]
    [InlineData("no input where all is produced", "IWorkflow<Reply>", """
        [Step] private static Document Read() => new("");
        [Step] private static Reply Draft(Document document) => new(document.Text);
        """)]
    [InlineData("nothing where all is taken", "IWorkflow<Document, None>", """
        [Step] private static Reply Draft(Document document) => new(document.Text);
        [Step] private static void Send(Reply reply) => Console.WriteLine(reply.Text);
        """)]
    [InlineData("what is marked [Input]", "IWorkflow<Document, Reply>", """
        [Step] private static Reply Draft([Input] Document document) => new(document.Text);
        """)]
    [InlineData("what is not null, where one step takes it as it may be", "IWorkflow<Document, Reply>", """
        [Step] private static void Count(Document? document) => Console.WriteLine(document?.Text);
        [Step] private static Reply Draft(Document document) => new(document.Text);
        """)]
    [InlineData("no service, which is another mistake", "IWorkflow<Document, Reply>", """
        [Step] private static Reply Draft(Document document, System.Net.Http.HttpClient http) => new(document.Text + http);
        """)]
    [InlineData("nullable types as they are", "IWorkflow<int?, Reply?>", """
        [Step] private static Reply? Draft(int? number) => number is null ? null : new("");
        """)]
    [InlineData("a type of another namespace", "IWorkflow<System.Globalization.CultureInfo, Reply>", """
        [Step] private static Reply Draft(System.Globalization.CultureInfo culture) => new(culture.Name);
        """)]
    public async Task TheContractIs(string what, string contract, string steps)
    {
        string source = Source("Sample", steps);
        Fixes fixes = await Fixes.OfAsync(new ImplementWorkflowFixer(), source);

        (await fixes.ApplyAsync($"Implement '{contract}'")).ShouldBe(source.Replace("class Sample", $"class Sample : {contract}", StringComparison.Ordinal), what);
    }

    [Fact]
    public async Task ItIsAddedBehindABaseClass()
    {
        string source = Source("Sample : Letters", "[Step] private static Reply Draft(Document document) => new(document.Text);") + "\npublic abstract class Letters;";
        Fixes fixes = await Fixes.OfAsync(new ImplementWorkflowFixer(), source);

        (await fixes.ApplyAsync("Implement 'IWorkflow<Document, Reply>'")).ShouldContain("class Sample : Letters, IWorkflow<Document, Reply>\n{");
    }

    [Fact]
    public async Task ItIsAddedBehindAPrimaryConstructor()
    {
        string source = Source("Sample(TimeProvider time)", "[Step] private Reply Draft(Document document) => new(document.Text + time.GetUtcNow());");
        Fixes fixes = await Fixes.OfAsync(new ImplementWorkflowFixer(), source);

        (await fixes.ApplyAsync("Implement 'IWorkflow<Document, Reply>'")).ShouldContain("class Sample(TimeProvider time) : IWorkflow<Document, Reply>\n{");
    }

    [Theory]
    [InlineData("where several inputs are missing", "Sample", "[Step] private static Reply Draft(Document document, Summary summary) => new(document.Text + summary.Text);")]
    [InlineData("where there is no step", "Sample", "")]
    [InlineData("where two contracts are there", "Sample : IWorkflow<Document, Reply>, IWorkflow<Reply>", "[Step] private static Reply Draft(Document document) => new(document.Text);")]
    public async Task NoFixIsOffered(string what, string declaration, string steps)
    {
        Fixes fixes = await Fixes.OfAsync(new ImplementWorkflowFixer(), Source(declaration, steps));

        (await fixes.TitlesAsync()).ShouldBeEmpty(what);
    }

    private static string Source(string declaration, string steps) => $$"""
        [Workflow]
        public sealed partial class {{declaration}}
        {
        {{steps}}
        }

        public sealed record Document(string Text);
        public sealed record Summary(string Text);
        public sealed record Reply(string Text);
        """;
}
