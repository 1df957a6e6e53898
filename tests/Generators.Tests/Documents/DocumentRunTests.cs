using Perdure.Generators.Tests.Generation;

namespace Perdure.Generators.Tests.Documents;

/// <summary>Documents, compiled and run in memory.</summary>
public sealed class DocumentRunTests
{
    private const string Invoice = """{"Number":"R-1","Limit":100,"Note":null,"Lines":[{"Text":"pens","Amount":30},{"Text":"paper","Amount":40}]}""";

    [Theory]
    [InlineData("100", "paid R-1 Approved")]
    [InlineData("10", "refused R-1")]
    public async Task ConditionsAndMembersDoWhatTheySay(string limit, string said)
    {
        string document = Billing.Document("""
            "Extract": { "agent": "extract-fields", "takes": "input" },
            "Check":   { "agent": "check", "takes": { "fields": "Extract", "limit": "input.limit", "strictness": { "value": 2 } }, "retry": 5, "timeout": "30s" },
            "Pay":     { "agent": "pay", "takes": { "fields": "Extract", "verdict": { "value": "approved" } }, "case": { "of": "Check.verdict", "is": "approved" }, "notIdempotent": true },
            // Otherwise.
            "Refuse":  { "agent": "refuse", "takes": "Extract.number", "case": { "of": "Check.verdict", "is": ["rejected"] } },
            """, "\"result\": [\"Pay\", \"Refuse\"],");

        PlanExecution run = await RunAsync(document, Invoice.Replace("100", limit, StringComparison.Ordinal));

        run.Result.ShouldBe($$"""{"Text":"{{said}}"}""");
    }

    [Fact]
    public async Task WhatIsNotSaidIsFoundByItsType()
    {
        PlanExecution run = await RunAsync(Billing.Document("""
            "Extract": { "agent": "extract-fields" },
            "Check": { "agent": "check", "takes": { "fields": "Extract", "limit": "input.limit" } },
            "Pay": { "agent": "pay", "after": "Check" }
            """));

        run.Result.ShouldBe("""{"Text":"paid R-1 "}""");
    }

    [Theory]
    [InlineData("""{ "of": "Check.score", "atLeast": 0.9 }""", true)]
    [InlineData("""{ "of": "Check.score", "moreThan": 0.9 }""", false)]
    [InlineData("""{ "of": "Check.score", "atMost": 0.9 }""", true)]
    [InlineData("""{ "of": "Check.score", "lessThan": 1e3 }""", true)]
    [InlineData("""{ "of": "input.limit", "is": 100 }""", true)]
    [InlineData("""{ "of": "input.limit", "is": [1, 2] }""", false)]
    [InlineData("""{ "of": "Check.verdict", "is": "approved" }""", true)]
    [InlineData("""{ "of": "Check.verdict", "isNot": "approved" }""", false)]
    [InlineData("""{ "of": "input.number", "is": ["R-0", "R-1"] }""", true)]
    [InlineData("""{ "of": "input.note", "isMissing": true }""", true)]
    [InlineData("""{ "of": "input.note", "isMissing": false }""", false)]
    [InlineData("""{ "of": "input.note", "is": "x" }""", false)]
    [InlineData("""{ "of": "input.note", "isNot": "x" }""", true)]
    [InlineData("\"Check.isNew\"", false)]
    [InlineData("""{ "not": "Check.isNew" }""", true)]
    [InlineData("""{ "all": ["Check.isNew", { "of": "input.limit", "is": 100 }] }""", false)]
    [InlineData("""{ "any": ["Check.isNew", { "of": "input.limit", "is": 100 }] }""", true)]
    public async Task AConditionIsAskedAsItIsWritten(string condition, bool holds)
    {
        PlanExecution run = await RunAsync(Billing.Document($$"""
            "Extract": { "agent": "extract-fields" },
            "Check": { "agent": "check", "takes": { "fields": "Extract", "limit": "input.limit" } },
            "Tell": { "agent": "tell", "takes": { "text": "input.number" }, "when": {{condition}} },
            "Untold": { "agent": "tell", "takes": { "text": "input.number" }, "unless": {{condition}} },
            "Pay": { "agent": "pay", "takes": { "fields": "Extract" } }
            """));

        run.Ran.Contains("Tell").ShouldBe(holds);
        run.Ran.Contains("Untold").ShouldBe(!holds);
    }

    [Fact]
    public async Task WhatWasSkippedIsMissing()
    {
        PlanExecution run = await RunAsync(Billing.Document("""
            "Extract": { "agent": "extract-fields" },
            "Check": { "agent": "check", "takes": { "fields": "Extract", "limit": "input.limit" }, "when": { "of": "input.limit", "lessThan": 0 } },
            "Asked": { "agent": "tell", "takes": { "text": "input.number" }, "when": { "of": "Check.score", "atLeast": 0 } },
            "Denied": { "agent": "tell", "takes": { "text": "input.number" }, "unless": { "of": "Check.score", "atLeast": 0 } },
            "Missed": { "agent": "tell", "takes": { "text": "input.number" }, "when": { "of": "Check.score", "isMissing": true } },
            "Pay": { "agent": "pay", "takes": { "fields": "Extract" } }
            """));

        run.Ran.ShouldBe(["Extract", "Missed", "Pay"], ignoreOrder: true);
    }

    private static async Task<PlanExecution> RunAsync(string document, string input = Invoice)
    {
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Create(Billing.Agents), new TestDocument(TestDocument.OnlyPath, document));
        return await PlanExecution.RunAsync(run, "invoice-approval", input);
    }
}
