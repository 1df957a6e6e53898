using Perdure.Generators.Tests.Documents;

namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR505Tests
{
    private const string Id = "PDR505";

    [Fact]
    public Task AStepThatThereIsNotIsToldOf() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document("\"Extract\": { \"agent\": \"extract-fields\" }, \"Pay\": { \"agent\": \"pay\", \"takes\": { \"fields\": [|\"Extrct\"|] } }"),
        "'takes.fields' of step 'Pay' refers to 'Extrct', which is no step: did you mean 'Extract'");

    [Fact]
    public Task AMemberThatThereIsNotIsToldOf() => DocumentSquiggles.AssertAsync(
        Id,
        Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": [|\"input.nummer\"|] }"),
        "'takes' of step 'Refuse' refers to 'input.nummer', but 'Invoice' has no 'nummer': did you mean 'Number'");

    [Fact]
    public Task ThePlannersFindingsArePlacedAsWell() => DocumentSquiggles.AssertAsync(
        "PDR110",
        Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": [|\"input.limit\"|] }"),
        "Step 'Refuse' does not fit 'RefuseAgent', which takes 'string': it takes 'decimal'");

    [Fact]
    public Task AFindingSpeaksOfPropertiesAndNotOfAttributes() => DocumentSquiggles.AssertAsync(
        "PDR230",
        Billing.Document("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\", \"timeout\": [|{ \"attempt\": \"5s\", \"total\": \"1s\" }|] }"),
        "Step 'Refuse' has a 'timeout' that gives all attempts together '1s', less than the '5s' of each: no attempt could have its time");

    [Fact]
    public Task AWorkflowThatRunsItselfNeverEnds() => DocumentSquiggles.AssertAsync(
        Id,
        """{ "name": "again", "class": "Billing.Again", "input": "string", "output": "string", "steps": { "Again": { "workflow": [|"again"|], "takes": "input" } } }""",
        "'workflow' of step 'Again' refers to 'again', and so runs itself as a child without end: 'again@1' → 'again@1'");

    [Fact]
    public Task AConditionMayEndIt() => DocumentSquiggles.AssertAsync(
        Id,
        """{ "name": "again", "class": "Billing.Again", "input": "string", "output": "string?", "steps": { "Again": { "workflow": "again", "takes": "input", "when": { "of": "input", "is": "x" } } } }""");

    [Fact]
    public async Task OfACircleOneIsToldOf()
    {
        TestDocument Of(string name, string other) => new(name + ".workflow.json", $$"""{ "name": "{{name}}", "class": "Billing.{{name.ToUpperInvariant()}}", "steps": { "Run": { "workflow": "{{other}}" } } }""");
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Create(Billing.Agents), Of("a", "b"), Of("b", "c"), Of("c", "a"));

        (await Analysis.OfAsync(run)).Select(diagnostic => diagnostic.ToString()).ShouldHaveSingleItem()
            .ShouldEndWith("PDR505: 'workflow' of step 'Run' refers to 'b', and so runs itself as a child without end: 'a@1' → 'b@1' → 'c@1' → 'a@1'");
    }
}
