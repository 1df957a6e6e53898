namespace Perdure.Planning.Tests.Documents;

/// <summary>How what a document says becomes edges of the plan.</summary>
public sealed class DocumentPlanTests
{
    [Fact]
    public void AMemberIsTakenOfWhatIsStored()
    {
        PlanModel plan = DocumentCases.Plan(DocumentCases.Of("\"A\": { \"agent\": \"refuse\", \"takes\": \"input.OWNER.name\" }").Replace("refuse", "tell", StringComparison.Ordinal).Replace("\"input.OWNER.name\"", "{ \"text\": \"input.number\", \"by\": \"input.OWNER.name\" }", StringComparison.Ordinal));

        PlanArgument by = plan.Steps[0].Arguments[1];
        by.Producer.ShouldBe(PlanArgument.Input);
        by.ReadAs!.Key.ShouldBe("Invoice");
        by.Path!.Members.Select(member => member.Name).ShouldBe(["Owner", "Name"]);
        by.Path.Type.DisplayWithNullability.ShouldBe("string?");
    }

    [Fact]
    public void WhatIsNotWrittenIsFoundByItsType()
    {
        PlanModel plan = DocumentCases.Plan(DocumentCases.Of("\"Pay\": { \"agent\": \"pay\" }, \"Extract\": { \"agent\": \"extract\" }"));

        plan.Steps.Select(step => step.Id).ShouldBe(["Extract", "Pay"]);
        plan.Steps[1].Arguments.Select(argument => (argument.Parameter, argument.Producer)).ShouldBe([("fields", 0)]);
    }

    [Fact]
    public void ACollectionThatIsAMemberHasAStepOfItsOwnForEachStepThatMapsOverIt()
    {
        PlanModel plan = DocumentCases.Plan(DocumentCases.Of("\"Book\": { \"agent\": \"book\", \"forEach\": \"input.lines\" }, \"Ship\": { \"workflow\": \"ship\", \"forEach\": \"input.lines\" }"));

        plan.Steps.Where(step => step.Returned is not null).Select(step => step.Id).ShouldBe(["Book.items", "Ship.items"]);
        plan.Steps.Where(step => step.Map is not null).Select(step => plan.Steps[step.Map!.Producer].Id).ShouldBe(["Book.items", "Ship.items"]);
    }

    [Fact]
    public void APredicateTakesWholeValuesAndIsAskedOfWhatIsMissingOnlyWhereItSaysSo()
    {
        PlanModel plan = DocumentCases.Plan(DocumentCases.Of("""
            "Extract": { "agent": "extract", "when": { "of": "input.limit", "atLeast": 1 } },
            "A": { "agent": "refuse", "takes": "input.number", "when": { "of": "Extract.total", "is": 1 } },
            "B": { "agent": "refuse", "takes": "input.number", "when": { "any": [{ "of": "Extract", "isMissing": true }, { "of": "Extract.total", "is": 1 }] } }
            """));

        plan.Predicates.Select(predicate => (predicate.Method, predicate.Arguments.Single().IsOptional)).ShouldBe([("Extract.when", false), ("A.when", false), ("B.when", true)]);
    }

    [Fact]
    public void AModelThatNobodyReadFromATextIsPlannedAsWell()
    {
        Written<string> Say(string text) => new(text, default);
        var document = new WorkflowDocument
        {
            Name = Say("bills"),
            Input = Say("Invoice"),
            Steps = new([new StepDocument(Say("Refuse")) { Agent = Say("refuse"), Whole = new TakenDocument(default, "input.number", null) }]),
        };

        DocumentPlanner.Plan(document, "Bills", new SketchedTypes()).Plan!.Steps.ShouldHaveSingleItem().Agent!.Name.ShouldBe("refuse");
    }

    [Fact]
    public void NoMessageForDocumentsSpeaksOfAttributes() =>
        Rules.All.Select(DocumentWords.Of).SelectMany(rule => new[] { rule.Title, rule.Message }).Where(text => text.Contains('[', StringComparison.Ordinal)).ShouldBeEmpty();

    [Theory]
    [InlineData("take it with [From]", "take it with 'takes'")]
    [InlineData("as in [Delay(By = nameof(…))] or [Otherwise]", "as in 'delay' or 'otherwise'")]
    [InlineData("a 'Line[]' and a list", "a 'Line[]' and a list")]
    public void AnAttributeBecomesAProperty(string said, string told) => DocumentWords.Of(said).ShouldBe(told);
}
