namespace Perdure.CodeFixes.Tests;

public sealed class LeaveOutParameterFixerTests
{
    private const string Agent = """

        [Agent]
        public sealed class SummarizeAgent : IAgent<string, int>
        {
            public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(1);
        }
        """;

    [Theory]
    [InlineData("string text, System.Data.Common.DbTransaction transaction", "string text")]
    [InlineData("Npgsql.NpgsqlTransaction transaction, string text, CancellationToken token", "string text, CancellationToken token")]
    public async Task TheTransactionIsLeftOut(string before, string after)
    {
        Fixes fixes = await Fixes.OfAsync(new LeaveOutParameterFixer(), Source(before));

        (await fixes.ApplyAsync("Leave out 'transaction'")).ShouldBe(Source(after));
    }

    [Fact]
    public async Task OfSeveralTransactionsTheFirstStays()
    {
        Fixes fixes = await Fixes.OfAsync(new LeaveOutParameterFixer(), Code("string text, Npgsql.NpgsqlTransaction first, System.Data.Common.DbTransaction second"));

        (await fixes.ApplyAsync("Leave out 'second'")).ShouldBe(Code("string text, Npgsql.NpgsqlTransaction first"));
    }

    private static string Code(string parameters) => $$"""
        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step]
            private static int Count({{parameters}}) => text.Length;
        }

        """;

    private static string Source(string parameters) => $$"""
        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step<SummarizeAgent>]
            private partial ValueTask<int> Count({{parameters}});
        }

        """ + Agent;
}
