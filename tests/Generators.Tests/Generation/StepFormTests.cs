namespace Perdure.Generators.Tests.Generation;

/// <summary>Every form of a step that the language allows compiles, and does what it says.</summary>
public sealed class StepFormTests
{
    [Fact]
    public async Task EveryFormOfResultIsHandedOn()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            namespace Acme;

            public sealed record A(int N);
            public sealed record B(int N);
            public sealed record C(int N);
            public sealed record Sum(int N);

            [Workflow]
            public sealed partial class Forms : IWorkflow<int, Sum>
            {
                [Step] private static A Plain(int input) => new(input + 1);
                [Step] private static async Task<B> TaskAsync(A a) { await Task.Yield(); return new(a.N + 1); }
                [Step] private static ValueTask<C> ValueTaskAsync(B b) => new(new C(b.N + 1));
                [Step] public static void Nothing(C c) { }
                [Step] internal static async Task NothingLaterAsync(C c) => await Task.Yield();
                [Step] private ValueTask NothingMoreAsync(C c) => default;
                [Step] private static None NoResult(C c) => None.Value;
                [Step] private static async Task<None> NoResultLaterAsync(C c) { await Task.Yield(); return default; }
                [Step] private static Sum Add(A a, B b, C c) => new(a.N + b.N + c.N);
            }
            """);

        PlanExecution execution = await PlanExecution.RunAsync(run, "forms", "1");

        execution.Result.ShouldBe("""{"N":9}""");
        foreach (string step in new[] { "Nothing", "NothingLater", "NothingMore", "NoResult", "NoResultLater" }) execution[step].ShouldBeNull();
    }

    [Fact]
    public async Task AgentsAreCalledWithTheWholeInput()
    {
        GeneratorRun run = GeneratorRun.Of(Samples.DocumentInsights, Samples.DocumentTypes);

        PlanExecution execution = await PlanExecution.RunAsync(run, "document-insights", """{"Text":"Hello"}""");

        execution.Result.ShouldBe("""{"Summary":{"Text":"Hello!"},"Entities":{"Names":["Hello"]}}""");
    }

    [Fact]
    public async Task AnAgentsInputIsMadeOfParametersAndRequiredMembers()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            namespace Acme;

            public sealed record Letter(string Salutation, int Copies = 3)
            {
                public required Name Addressee { get; init; }
            }

            public sealed record Name(string Value);

            [Agent("writer")]
            public sealed class Writer : IAgent<Letter, string>
            {
                public ValueTask<string> InvokeAsync(Letter input, AgentContext context, CancellationToken cancellationToken) =>
                    new($"{input.Salutation} {input.Addressee.Value} x{input.Copies} by {context.Agent}");
            }

            [Workflow]
            public sealed partial class Mail : IWorkflow<Name, string>
            {
                [Step] private static int Count() => 1;
                [Step(As = "salutation")] private static string Greet() => "Dear";
                [Step<Writer>, Result] private partial Task<string> Write(Name addressee, [From(nameof(Greet))] string salutation);
            }
            """);

        PlanExecution execution = await PlanExecution.RunAsync(run, "mail", """{"Value":"Ada"}""");

        execution.Result.ShouldBe("\"Dear Ada x3 by writer\"");
    }

    [Fact]
    public async Task ADeclaredStepMayReturnNothingOfItsAgent()
    {
        GeneratorRun run = GeneratorRun.Of(
            Samples.DocumentTypes,
            """
            namespace Acme.Documents;

            [Agent] public sealed class PurgeAgent : IAgent<Document, None>
            {
                public ValueTask<None> InvokeAsync(Document input, AgentContext context, CancellationToken cancellationToken) => default;
            }

            [Workflow]
            public sealed partial class Tidy : IWorkflow<Document, None>
            {
                [Step<SummarizeAgent>] private partial Task Summarize(Document document);
                [Step<PurgeAgent>] private partial ValueTask<None> Purge(Document document);
                [Step<PurgeAgent>] private partial void PurgeAgain(Document document);
            }
            """);

        PlanExecution execution = await PlanExecution.RunAsync(run, "tidy", """{"Text":"Hello"}""");

        execution["Summarize"].ShouldBeNull();
        execution["Purge"].ShouldBeNull();
        run.LoadPlan("Acme.Documents.Tidy").Output.ShouldBeNull();
    }

    [Fact]
    public async Task AgentsContextAndTokenAreParametersOfACodeStep()
    {
        GeneratorRun run = GeneratorRun.Of(
            Samples.DocumentTypes,
            """
            namespace Acme.Documents;

            [Workflow]
            public sealed partial class ByHand : IWorkflow<Document, string>
            {
                [Step]
                private static async Task<string> ReadAsync(StepContext context, Document document, SummarizeAgent agent, CancellationToken cancellationToken)
                {
                    var forAgent = new AgentContext(context.ExecutionId, context.Workflow, context.StepId, context.Attempt, context.IdempotencyKey, "summarize");
                    Summary summary = await agent.InvokeAsync(document, forAgent, cancellationToken);
                    return summary.Text + " by " + context.IdempotencyKey;
                }
            }
            """);

        PlanExecution execution = await PlanExecution.RunAsync(run, "by-hand", """{"Text":"Hello"}""");

        execution.Result.ShouldBe("\"Hello! by key of Read\"");
    }

    [Fact]
    public async Task AValueThatConvertsReachesTheStepAndNoOverload()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            namespace Acme;

            public record Text(string Value);
            public sealed record Pdf(string Value) : Text(Value);

            [Workflow]
            public sealed partial class Converting : IWorkflow<int, string>
            {
                [Step] private static Pdf Print() => new("pdf");
                [Step] private static string Read([From(nameof(Print))] Text text, [Input] long number) => text.Value + number;
                private static string Read(Pdf text, int number) => "overload";
            }
            """);

        (await PlanExecution.RunAsync(run, "converting", "7")).Result.ShouldBe("\"pdf7\"");
    }

    [Fact]
    public async Task CollectionsOfOneElementStandForOneAnother()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            namespace Acme;

            [Workflow]
            public sealed partial class Lists : IWorkflow<string[], int>
            {
                [Step] private static List<long> Measure(IReadOnlyList<string> words) => [.. words.Select(word => (long)word.Length)];
                [Step] private static int Add(IEnumerable<long> lengths, System.Collections.Immutable.ImmutableArray<string> words) => (int)lengths.Sum() + words.Length;
            }
            """);

        (await PlanExecution.RunAsync(run, "lists", """["a","bcd"]""")).Result.ShouldBe("6");
    }

    [Fact]
    public async Task NullsTravel()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            namespace Acme;

            public sealed record Found(string Name);

            [Workflow]
            public sealed partial class Nulls : IWorkflow<int?, string>
            {
                [Step] private static Found? Find(int? key) => key is null ? null : new("found");
                [Step] private static DateOnly Date() => new(2026, 1, 2);
                [Step] private static string Tell(Found? found, int? key, DateOnly? date) => $"{found?.Name ?? "none"} {key ?? -1} {date?.Year}";
            }
            """);

        (await PlanExecution.RunAsync(run, "nulls", "null")).Result.ShouldBe("\"none -1 2026\"");
    }

    [Fact]
    public async Task AWorkflowNeedsNeitherInputNorResult()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            [Workflow("nightly", Version = 3)]
            public sealed partial class Clean : IWorkflow<None>
            {
                [Step(Id = "Purge")] private static void DeleteOld() { }
                [Step, After(nameof(DeleteOld))] private static void Vacuum() { }
            }
            """);

        await PlanExecution.RunAsync(run, "nightly");

        WorkflowPlan plan = run.LoadPlan("Clean");
        plan.ShouldBeOfType<WorkflowPlan<None>>();
        (plan.Id, plan.Input, plan.Output, plan.Result).ShouldBe(("nightly@3", null, null, -1));
        plan.Steps.Select(step => step.Id).ShouldBe(["Purge", "Vacuum"]);
        plan.Steps[1].After.ShouldBe([0]);
    }

    [Fact]
    public void PoliciesReachThePlan()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            [Workflow, Retry(2, Delay = "0s"), Timeout("1h30m")]
            public sealed partial class Policies : IWorkflow<int, string>
            {
                [Step, Retry(7, Delay = "250ms", Factor = 1.5, MaxDelay = "1d", Jitter = 0, NonRetryable = [typeof(ArgumentException), typeof(Box<int>.Broken)]), Timeout("45s"), NotIdempotent, Tag("receipt \"no\"")]
                private static string Pay(int amount, StepContext context) => context.IdempotencyKey;

                [Step] private static void Tell(string receipt) { }
            }

            public static class Box<T> { public sealed class Broken : Exception; }
            """);

        WorkflowPlan plan = run.LoadPlan("Policies");

        StepPlan pay = plan.Steps[0];
        (pay.Retry.MaxAttempts, pay.Retry.Delay, pay.Retry.Factor, pay.Retry.MaxDelay, pay.Retry.Jitter).ShouldBe((7, TimeSpan.FromMilliseconds(250), 1.5, TimeSpan.FromDays(1), 0));
        pay.Retry.NonRetryable.Select(type => type.Name).ShouldBe([nameof(ArgumentException), "Broken"]);
        pay.Timeout.ShouldBe(TimeSpan.FromSeconds(45));
        pay.NotIdempotent.ShouldBeTrue();
        pay.Tag.ShouldBe("receipt \"no\"");
        (plan.Steps[1].Retry.MaxAttempts, plan.Steps[1].Retry.Delay, plan.Steps[1].Timeout).ShouldBe((2, TimeSpan.Zero, TimeSpan.FromMinutes(90)));
    }
}
