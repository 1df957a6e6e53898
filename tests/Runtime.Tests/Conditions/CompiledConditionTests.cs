using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests.Compiling;
using Shouldly;

namespace Perdure.Runtime.Tests.Conditions;

/// <summary>Attributes, compiled, run on PostgreSQL.</summary>
public sealed class CompiledConditionTests(MigratedServer server) : EngineTest(server)
{
    private const string Source = """
        namespace Acme;

        public enum Kind { Small, Large, Odd }
        public sealed record Classification(Kind Kind, bool IsUrgent);
        public sealed record Draft(string Text);
        public sealed record Note(string Text);

        [Workflow]
        public sealed partial class Triage : IWorkflow<string, string>
        {
            [Step] private static Classification Classify([Input] string text) =>
                new(text.Length == 9 ? (Kind)9 : text.Length > 3 ? Kind.Large : text.Length == 3 ? Kind.Odd : Kind.Small, text.EndsWith('!'));

            [Step, Case(nameof(Classify), Kind.Small, Kind.Odd, On = nameof(Classification.Kind))]
            private static Draft Short([Input] string text) => new("short " + text);

            [Step, Case(nameof(Classify), Kind.Large, On = nameof(Classification.Kind))]
            private static Draft Outline([Input] string text) => new("outline of " + text);

            [Step] private static Draft Polish([From(nameof(Outline))] Draft outline) => new("polished " + outline.Text);

            [Step, Case(nameof(Classify), true, On = nameof(Classification.IsUrgent)), When(nameof(IsLong))] private static Note Remark([Input] string text) => new("urgent");

            [Step, Otherwise(nameof(Classify), On = nameof(Classification.IsUrgent))] private static void Relax([Input] string text) { }

            [Step, Unless(nameof(IsLong)), After(nameof(Remark))] private static void Skim([Input] string text) { }

            [Step] private static string Answer([From(nameof(Short))] Draft? brief, [From(nameof(Polish))] Draft? full, Note? note) => $"{brief?.Text ?? full?.Text} {note?.Text ?? "-"}";

            private static bool IsLong([Input] string text, Classification classification) => text.Length > 3 && classification is not null;
        }
        """;

    private static readonly WorkflowPlan<string, string> Plan = (WorkflowPlan<string, string>)GeneratorRun.Of(Source).LoadPlan("Acme.Triage");

    [Theory]
    [InlineData("ab", "short ab -", "Outline, Polish, Remark")]
    [InlineData("ab!", "short ab! -", "Outline, Polish, Relax, Remark")]
    [InlineData("abcd", "polished outline of abcd -", "Remark, Short, Skim")]
    [InlineData("abcd!", "polished outline of abcd! urgent", "Relax, Short, Skim")]
    public async Task ConditionsDecideWhatRuns(string text, string expected, string skipped)
    {
        TestHost host = await StartAsync(Plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(Plan, text, cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe(expected);
        (await Database.ScalarAsync<string>("select string_agg(step_id, ', ' order by step_id) from perdure.execution_steps where status = 'SKIPPED'")).ShouldBe(skipped);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where status not in ('SKIPPED', 'SUCCESS')")).ShouldBe(0);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_events where event_type = 'PREDICATE_EVALUATED'")).ShouldBe(1);
    }

    [Fact]
    public async Task AValueThatNoCaseNamesFailsTheRunByTheValue()
    {
        TestHost host = await StartAsync(Plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(Plan, "abcdefghi", cancellationToken: Token);

        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        failure.Message.ShouldContain("'Classify.Kind' is '9', which no [Case] names");
    }

    [Fact]
    public async Task ThePlanThatIsStoredSaysWhatDecides()
    {
        await StartAsync(Plan);
        await Perdure.Tests.Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.plans") == 1);

        (await Database.ScalarAsync<string>("select definition ->> 'predicates' from perdure.plans")).ShouldContain("IsLong");
        string steps = await Database.ScalarAsync<string>("select definition ->> 'steps' from perdure.plans");
        steps.ShouldContain("Kind.Odd");
        steps.ShouldContain("otherwise");
        steps.ShouldContain("unless");
    }
}
