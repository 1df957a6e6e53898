using Microsoft.CodeAnalysis;
using Perdure.Generators.Tests.Generation;

namespace Perdure.Generators.Tests.Documents;

/// <summary>Items, rounds, waits and children of documents, as the plan has them.</summary>
public sealed class DocumentPartsTests
{
    [Fact]
    public void ACollectionThatIsAMemberIsTakenOutByAStepOfItsOwn()
    {
        WorkflowPlan plan = Plan(Billing.Document("""
            "Extract": { "agent": "extract-fields" },
            "Book": { "agent": "book", "forEach": "Extract.lines", "maxParallel": 4, "failures": "tolerate", "maxFailures": 2, "timeout": { "attempt": "1s", "total": "1m" } },
            "Pay": { "agent": "pay", "takes": { "fields": "Extract" }, "after": ["Book"] }
            """));

        plan.Steps.Select(step => step.Id).ShouldBe(["Extract", "Book.items", "Book", "Pay"]);
        StepPlan book = plan.Steps[2];
        book.Map!.Producer.ShouldBe(1);
        (book.Map.MaxParallel, book.Map.Failures, book.Map.MaxFailures).ShouldBe((4, ItemFailures.Tolerate, 2));
        (book.Timeout, book.TotalTimeout).ShouldBe((TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)));
        plan.Steps[3].After.ShouldBe([2]);
    }

    [Fact]
    public void MembersOfAnItemAreTakenFromOneCollection()
    {
        WorkflowPlan plan = Plan(Billing.Document("""
            "Extract": { "agent": "extract-fields" },
            "Tell": { "agent": "tell", "forEach": "input.lines", "takes": { "text": "item.text", "by": "Extract.number" }, "when": { "of": "item.amount", "moreThan": 10 } },
            "Pay": { "agent": "pay", "takes": { "fields": "Extract" } }
            """));

        StepPlan tell = plan.Steps.Single(step => step.Id == "Tell");
        tell.Map!.Conditions.ShouldHaveSingleItem().Kind.ShouldBe(ConditionKind.When);
        plan.ItemPredicates.ShouldHaveSingleItem().Id.ShouldBe("Tell.when");
        plan.Predicates.ShouldBeEmpty();
    }

    [Fact]
    public void WhatAMappedStepReturnedIsACollection()
    {
        WorkflowPlan plan = Plan(Billing.Document("""
            "Book": { "agent": "book", "forEach": "input.lines" },
            "Join": { "agent": "join", "takes": "Book" }
            """));

        plan.Steps.Single(step => step.Id == "Join").Inputs.ShouldHaveSingleItem().Producer.ShouldBe(1);
    }

    [Fact]
    public void AStepCanWaitForASignalAndGiveItOn()
    {
        GeneratorRun run = Run(Billing.Document("""
            "Approval": { "signal": "manager-approval", "returns": "Approval?", "timeout": "7d" },
            "Extract": { "agent": "extract-fields" },
            "Tell": { "agent": "tell", "takes": { "text": "Extract.number", "by": "Approval.by" } },
            "Pay": { "agent": "pay", "takes": { "fields": "Extract" }, "when": { "of": "Approval", "isMissing": false } }
            """, "\"result\": \"Pay\", \"timeout\": \"30d\",").Replace("\"Receipt\"", "\"Receipt?\"", StringComparison.Ordinal));

        WorkflowPlan plan = run.LoadPlan("Billing.InvoiceApproval");
        SignalPlan signal = plan.Steps.Single(step => step.Id == "Approval").Signal!;
        (signal.Name, signal.Timeout, signal.IsOptional).ShouldBe(("manager-approval", TimeSpan.FromDays(7), true));
        plan.Timeout.ShouldBe(TimeSpan.FromDays(30));
        run.File("Billing.InvoiceApproval").ShouldContain("SignalDefinition<global::Billing.Approval> ManagerApproval");
    }

    [Fact]
    public void AStepCanRunAWorkflowOfAClassOrOfAnotherDocument()
    {
        const string child = """{ "name": "price-lines", "class": "Billing.PriceLines", "input": "decimal", "output": "decimal", "steps": { "Price": { "agent": "price" } } }""";
        string parent = Billing.Document("""
            "Extract": { "agent": "extract-fields" },
            "Book": { "workflow": "book-line", "forEach": "Extract.lines", "parentClose": "abandon" },
            "Price": { "workflow": "price-lines@1", "takes": "Extract.total" },
            "Pay": { "agent": "pay", "takes": { "fields": "Extract" }, "after": ["Book", "Price"] }
            """);
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Create(Billing.Agents), new TestDocument("a.workflow.json", parent), new TestDocument("b.workflow.json", child));

        WorkflowPlan plan = run.LoadPlan("Billing.InvoiceApproval");
        plan.Steps.Single(step => step.Id == "Price").Child!().Name.ShouldBe("price-lines");
        StepPlan book = plan.Steps.Single(step => step.Id == "Book");
        (book.Child!().Name, book.ParentClose).ShouldBe(("book-line", ParentClosePolicy.Abandon));
    }

    [Fact]
    public void RoundsEndWhenTheirResultIsAsItShouldBe()
    {
        WorkflowPlan plan = Plan(Billing.Document("""
            "Extract": { "agent": "extract-fields" },
            "Price": { "agent": "price", "takes": "Extract.total", "repeat": { "until": { "of": "result", "atLeast": 100 }, "max": 9, "atMax": "takeLast", "delay": "1s", "keep": 2 } },
            "Pay": { "agent": "pay", "takes": { "fields": "Extract" }, "after": "Price" }
            """));

        StepPlan price = plan.Steps.Single(step => step.Id == "Price");
        (price.Repeat!.Max, price.Repeat.AtMax, price.Repeat.Delay, price.Repeat.Keep).ShouldBe((9, RepeatEnd.TakeLast, TimeSpan.FromSeconds(1), 2));
        plan.Steps[price.Repeat.Producer].Id.ShouldBe("Price.input");
    }

    [Fact]
    public void AllOtherModifiersComeIntoThePlan()
    {
        WorkflowPlan plan = Run(Billing.Document("""
            "Extract": { "agent": "extract-fields", "cache": { "for": "1d", "scope": "agent", "version": "2" }, "retry": { "attempts": 3, "delay": "2s", "factor": 3, "maxDelay": "1m", "jitter": 0 } },
            "Price": { "agent": "price", "takes": "Extract.total", "tag": "price", "delay": "1h" },
            "Pay": { "agent": "pay", "takes": { "fields": "Extract" }, "queue": "bank", "notIdempotent": true, "after": "Price" }
            """, "\"version\": 3, \"defaults\": { \"retry\": 4, \"timeout\": \"5s\" },"), "[assembly: Queue(\"bank\", Concurrency = 1)]").LoadPlan("Billing.InvoiceApproval");

        StepPlan extract = plan.Steps[0];
        (extract.Cache!.TimeToLive, extract.Cache.Scope, extract.Cache.Version).ShouldBe((TimeSpan.FromDays(1), CacheScope.Agent, "2"));
        (extract.Retry.MaxAttempts, extract.Retry.Delay, extract.Retry.Factor, extract.Retry.MaxDelay, extract.Retry.Jitter).ShouldBe((3, TimeSpan.FromSeconds(2), 3.0, TimeSpan.FromMinutes(1), 0.0));
        (plan.Steps[1].Tag, plan.Steps[1].Delay, plan.Steps[1].Retry.MaxAttempts, plan.Steps[1].Timeout).ShouldBe(("price", TimeSpan.FromHours(1), 4, TimeSpan.FromSeconds(5)));
        (plan.Steps[2].Queue!.Queue, plan.Steps[2].NotIdempotent, plan.Version).ShouldBe(("bank", true, 3));
    }

    [Fact]
    public void ASchedulePutsRunsIntoTheCalendar()
    {
        const string document = """
            {
              "name": "nightly", "class": "Billing.Nightly", "input": "ScheduledTime",
              "schedule": ["0 3 * * *", { "id": "noon", "cron": "0 12 * * *", "timeZone": "Europe/Berlin", "missedRuns": "runAll", "maxMissedRuns": 5, "overlap": "skip" }],
              "steps": { "Tell": { "agent": "tell", "takes": { "text": { "value": "it is time" } } } },
            }
            """;

        WorkflowPlan plan = Run(document).LoadPlan("Billing.Nightly");
        plan.Schedules.Select(schedule => (schedule.Id, schedule.Cron, schedule.TimeZone, schedule.MissedRuns, schedule.MaxMissedRuns, schedule.Overlap)).ShouldBe(
            [("default", "0 3 * * *", "UTC", MissedRuns.RunLatest, 100, Overlap.Allow), ("noon", "0 12 * * *", "Europe/Berlin", MissedRuns.RunAll, 5, Overlap.Skip)]);
    }

    [Fact]
    public void ADocumentOfAReferencedAgentIsCompiledAsWell()
    {
        MetadataReference library = GeneratorRun.Of(TestCompilation.Named("Library", [], Billing.Agents)).ToReference();
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Named("Sample", [library], "class Nothing;"), new TestDocument(TestDocument.OnlyPath, Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\" }")));

        run.ShouldCompile();
        run.File("Billing.InvoiceApproval").ShouldContain("InvokeAgentAsync<global::Billing.RefuseAgent, string, global::Billing.Receipt>");
    }

    [Fact]
    public void AnAgentThatAsksBackIsAnsweredThroughASignal()
    {
        const string agent = "namespace Billing; [LangGraphAgent(\"desk\")] public sealed partial class DeskAgent : IAgent<string, string>;";
        GeneratorRun run = GeneratorRun.Of(
            TestCompilation.Named("Sample", [RemoteKinds.Reference], Billing.Agents, agent),
            new TestDocument(TestDocument.OnlyPath, """
                {
                  "name": "ask", "class": "Billing.Ask", "input": "string", "output": "string",
                  "steps": { "AskDesk": { "agent": "desk", "takes": "input", "onInterrupt": { "answer": "Approval", "timeout": "7d" } } }
                }
                """));

        run.ShouldCompile();
        run.File("Billing.Ask").ShouldContain("new global::Perdure.InterruptPlan(\"ask-desk\", __Perdure.ApprovalPayload) { Timeout = global::System.TimeSpan.FromDays(7) }");
        run.File("Billing.Ask").ShouldContain("SignalDefinition<global::Billing.Approval> AskDesk");
    }

    private static WorkflowPlan Plan(string document) => Run(document).LoadPlan("Billing.InvoiceApproval");

    private static GeneratorRun Run(string document, string more = "")
    {
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Create(Billing.Agents, more), new TestDocument(TestDocument.OnlyPath, document));
        Analysis.OfAsync(run).GetAwaiter().GetResult().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        return run;
    }
}
