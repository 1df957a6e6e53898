namespace Perdure.CodeFixes.Tests;

public sealed class ReturnNullableFixerTests
{
    [Theory]
    [InlineData("IWorkflow<Document, Reply>", "Return 'Reply?'", "IWorkflow<Document, Reply?>")]
    [InlineData("System.IDisposable, Perdure.IWorkflow<Document, Reply>", "Return 'Reply?'", "System.IDisposable, Perdure.IWorkflow<Document, Reply?>")]
    public async Task TheContractSaysThatTheResultMayBeMissing(string before, string title, string after)
    {
        Fixes fixes = await Fixes.OfAsync(new ReturnNullableFixer(), Source(before));

        (await fixes.ApplyAsync(title)).ShouldBe(Source(after));
    }

    private static string Source(string contract) => $$"""
        public sealed record Document(string Text);
        public sealed record Reply(string Text);

        [Workflow]
        public sealed partial class AnswerMail : {{contract}}
        {
            [Step, When(nameof(IsQuestion))]
            private static Reply Answer(Document document) => new("Yes");

            private static bool IsQuestion(Document document) => document.Text.EndsWith('?');

            public void Dispose()
            {
            }
        }
        """;
}
