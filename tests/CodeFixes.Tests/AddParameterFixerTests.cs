namespace Perdure.CodeFixes.Tests;

public sealed class AddParameterFixerTests
{
    [Theory]
    [InlineData("[Step, OnQueue(\"gpu\", Key = nameof(Tenant))]", "Shot shot", "Shot shot, [Input] Film film")]
    [InlineData("[Step, OnQueue(\"gpu\", Key = nameof(Tenant))]", "Shot shot, StepContext context, CancellationToken token", "Shot shot, [Input] Film film, StepContext context, CancellationToken token")]
    [InlineData("[Step, OnQueue(\"gpu\", Key = nameof(Tenant))]", "", "[Input] Film film")]
    [InlineData("[Step, OnQueue(\"gpu\", Key = nameof(Tenant))]", "CancellationToken token", "[Input] Film film, CancellationToken token")]
    [InlineData("[Step, OnQueue(\"gpu\", Key = nameof(Name))]", "Film film", "Film film, [From(nameof(Plan))] Shot @event")]
    [InlineData("[Step, Compensate(nameof(Undo))]", "Shot shot", "Shot shot, [Input] Film film")]
    public async Task TheStepTakesWhatIsWantedOfIt(string mark, string before, string after)
    {
        Fixes fixes = await Fixes.OfAsync(new AddParameterFixer(), Source(mark, before));
        string added = after[after.IndexOf('[')..].Split(", ").First(part => part.StartsWith('['));

        (await fixes.ApplyAsync($"Let 'Cut' take '{added}'")).ShouldBe(Source(mark, after));
    }

    [Fact]
    public async Task AStepThatCallsAnAgentTakesNoMore()
    {
        Fixes fixes = await Fixes.OfAsync(new AddParameterFixer(), Source("[Step, OnQueue(\"gpu\", Key = nameof(Tenant))]", "Shot shot").Replace("[Step, OnQueue", "[Step<CutAgent>, OnQueue", StringComparison.Ordinal)
            .Replace("private static string Cut(Shot shot) => \"\";", "private partial ValueTask<string> Cut(Shot shot);", StringComparison.Ordinal));

        (await fixes.TitlesAsync()).ShouldBeEmpty();
    }

    private static string Source(string mark, string parameters) => $$"""
        [assembly: Queue("gpu", Concurrency = 1)]

        public sealed record Shot(string Script);
        public sealed record Film(string Tenant);

        [Agent]
        public sealed class CutAgent : IAgent<Shot, string>
        {
            public ValueTask<string> InvokeAsync(Shot input, AgentContext context, CancellationToken cancellationToken) => new("");
        }

        [Workflow]
        public sealed partial class Sample : IWorkflow<Film, string>
        {
            [Step]
            private static Shot Plan(Film film) => new(film.Tenant);

            {{mark}}
            private static string Cut({{parameters}}) => "";

            private static string Tenant(Film film) => film.Tenant;

            private static string Name(Shot @event) => @event.Script;

            private static void Undo(Film film) { }
        }

        """;
}
