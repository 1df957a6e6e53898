using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Conditions;

/// <summary>Producers of which no run has two count as one.</summary>
public sealed class MergeTests
{
    [Theory]
    [InlineData("a When and its Unless", """
        Doc -> Out
        [When(IsBig)] Short(Doc doc) -> Text
        [Unless(IsBig)] Long(Doc doc) -> Text
        End(Text text) -> Out
        predicate IsBig(Doc doc)
        """, "End(text: Short | Long)")]
    [InlineData("the cases of an enum", """
        Doc -> Out
        Classify(Doc doc) -> Kind
        [Case(Classify, Small)] Short(Doc doc) -> Text
        [Case(Classify, Medium, Large)] Long(Doc doc) -> Text
        End(Text text) -> Out
        enum Kind: Small, Medium, Large
        """, "End(text: Short | Long)")]
    [InlineData("true and false", """
        Doc -> Out
        Classify(Doc doc) -> bool
        [Case(Classify, true)] Short(Doc doc) -> Text
        [Case(Classify, false)] Long(Doc doc) -> Text
        End(Text text) -> Out
        """, "End(text: Short | Long)")]
    [InlineData("a case and the rest, over a member", """
        Doc -> Out
        Classify(Doc doc) -> Classification
        [Case(Classify, "a", "b", On = Label)] Short(Doc doc) -> Text
        [Otherwise(Classify)] Long(Doc doc) -> Text
        End(Text text) -> Out
        members Classification: Kind Kind, string Label
        """, "End(text: Short | Long)")]
    [InlineData("behind the first step of an arm", """
        Doc -> Out
        [When(IsBig)] Outline(Doc doc) -> Sketch
        Fill(Sketch sketch) -> Text
        [Unless(IsBig)] Long(Doc doc) -> Text
        End(Text text) -> Out
        predicate IsBig(Doc doc)
        """, "End(text: Fill | Long)")]
    [InlineData("arms within arms, from the inside out", """
        Doc -> Out
        [When(IsBig)] Outline(Doc doc) -> Sketch
        [Case(Classify, Small)] Short(Sketch sketch) -> Part
        [Case(Classify, Large)] Long(Sketch sketch) -> Part
        Classify(Sketch sketch) -> Kind
        Fill(Part part) -> Text
        [Unless(IsBig)] Plain(Doc doc) -> Text
        End(Text text) -> Out
        enum Kind: Small, Large
        predicate IsBig(Doc doc)
        """, "End(text: Fill | Plain)")]
    [InlineData("where the data of a predicate is missing, it does not say yes", """
        Doc -> Out
        [When(IsBig)] Outline(Doc doc) -> Sketch
        [When(IsGood)] Fill(Doc doc) -> Text
        [Unless(IsBig)] Plain(Doc doc) -> Text
        End(Text? text) -> Out
        predicate IsBig(Doc doc)
        predicate IsGood(Sketch sketch)
        """, "End(text: Fill | Plain)")]
    [InlineData("those of the parameter's name alone", """
        Doc -> Out
        [When(IsBig), As(body)] Short(Doc doc) -> Text
        [Unless(IsBig), As(body)] Long(Doc doc) -> Text
        Other(Doc doc) -> Text
        End(Text body, [From(Other)] Text other) -> Out
        predicate IsBig(Doc doc)
        """, "End(body: Short | Long, other: Other)")]
    [InlineData("one of them by its name", """
        Doc -> Out
        [When(IsBig)] Short(Doc doc) -> Text
        [Unless(IsBig)] Long(Doc doc) -> Text
        End(Text? long) -> Out
        Use([From(Short)] Text? text)
        predicate IsBig(Doc doc)
        """, "End(long: Long)")]
    [InlineData("an arm that builds on another value of the type", """
        Doc -> Out
        Draft(Doc doc) -> Text
        [When(IsBad)] Fix([From(Draft)] Text text) -> Out
        [Unless(IsBad)] Keep([From(Draft)] Text text) -> Out
        End(Out o)
        predicate IsBad([From(Draft)] Text text)
        """, "End(o: Fix | Keep)")]
    public void ExclusiveProducersCountAsOne(string what, string sketch, string expected) =>
        Sketch.Plan(sketch).Edges("End").ShouldBe(expected, what);

    [Theory]
    [InlineData("two predicates", """
        Doc -> Out
        [When(IsBig)] Short(Doc doc) -> Text
        [Unless(IsGood)] Long(Doc doc) -> Text
        End(Text text) -> Out
        predicate IsBig(Doc doc)
        predicate IsGood(Doc doc)
        """, "PDR102 End(text).Type: Step 'End' takes 'Text', which both 'Short' and 'Long' return")]
    [InlineData("one of three that runs in every run", """
        Doc -> Out
        [When(IsBig)] Short(Doc doc) -> Text
        [Unless(IsBig)] Long(Doc doc) -> Text
        Always(Doc doc) -> Text
        End(Text text) -> Out
        predicate IsBig(Doc doc)
        """, "PDR102 End(text).Type: Step 'End' takes 'Text', which 'Short', 'Long' and 'Always' return")]
    [InlineData("the workflow's input, which is always there", """
        Doc -> Out
        [When(IsBig)] Shrink(Doc doc) -> Doc
        End(Doc d) -> Out
        predicate IsBig(Doc doc)
        """, "PDR102 End(d).Type: Step 'End' takes 'Doc', which both the workflow's input and 'Shrink' return")]
    [InlineData("an order after an arm, which runs also where it is skipped", """
        Doc -> Out
        [When(IsBig)] Outline(Doc doc) -> Sketch
        [After(Outline)] Fill(Doc doc) -> Text
        [Unless(IsBig)] Long(Doc doc) -> Text
        End(Text text) -> Out
        predicate IsBig(Doc doc)
        """, "PDR102 End(text).Type: Step 'End' takes 'Text', which both 'Fill' and 'Long' return")]
    [InlineData("a nullable parameter, which a skip does not pass", """
        Doc -> Out
        [When(IsBig)] Outline(Doc doc) -> Sketch
        Fill(Sketch? sketch) -> Text
        [Unless(IsBig)] Long(Doc doc) -> Text
        End(Text text) -> Out
        predicate IsBig(Doc doc)
        """, "PDR102 End(text).Type: Step 'End' takes 'Text', which both 'Fill' and 'Long' return")]
    [InlineData("cases that share a value, which is the mistake", """
        Doc -> Out
        Classify(Doc doc) -> Kind
        [Case(Classify, Small, Medium)] Short(Doc doc) -> Text
        [Case(Classify, Medium, Large)] Long(Doc doc) -> Text
        End(Text text) -> Out
        enum Kind: Small, Medium, Large
        """, "PDR205 Long: Step 'Long' runs in case Kind.Medium, as 'Short' does, and step 'End' takes the result of only one")]
    [InlineData("one case twice, which is two steps of one arm", """
        Doc -> Out
        Classify(Doc doc) -> Kind
        [Case(Classify, Small)] Short(Doc doc) -> Text
        [Case(Classify, Small)] Long(Doc doc) -> Text
        [Case(Classify, Large)] Nothing(Doc doc)
        End(Text text) -> Out
        enum Kind: Small, Large
        """, "PDR102 End(text).Type: Step 'End' takes 'Text', which both 'Short' and 'Long' return")]
    public void OthersAreSeveral(string what, string sketch, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(sketch, expected);
    }

    [Theory]
    [InlineData("several candidates", """
        Doc -> Out
        [When(IsBig)] Short(Doc doc) -> Out
        [Unless(IsBig)] Long(Doc doc) -> Out
        predicate IsBig(Doc doc)
        """)]
    [InlineData("several that are marked", """
        Doc -> Out
        [When(IsBig), Result] Short(Doc doc) -> Out
        [Unless(IsBig), Result] Long(Doc doc) -> Out
        Polish(Out out) -> Out
        Use([From(Polish)] Out o)
        predicate IsBig(Doc doc)
        """)]
    public void ExclusiveResultsCountAsOne(string what, string sketch)
    {
        PlanModel plan = Sketch.Plan(sketch).ShouldBePlanned();
        plan.Results.Select(step => plan.Steps[step].Method).ShouldBe(["Short", "Long"], what);
        plan.Result.ShouldBe(plan.Results[0]);
    }

    [Fact]
    public void AParameterIsOptionalWhereItCanBeMissing()
    {
        PlanModel plan = Sketch.Plan("""
            Doc -> Out
            [When(IsBig)] Short(Doc doc) -> Text
            [Unless(IsBig)] Long(Doc doc) -> Text
            [When(IsBig)] Extra(Doc doc) -> Note
            End(Text? text, Note? note, Doc? doc) -> Out
            predicate IsBig(Doc doc)
            """).ShouldBePlanned();
        plan.Steps.Single(step => step.Method == "End").Arguments.Select(argument => argument.IsOptional).ShouldBe([false, true, false]);
    }

    [Fact]
    public void AStepStandsBehindWhatItsPredicateTakes()
    {
        PlanModel plan = Sketch.Plan("""
            Doc -> Out?
            [When(IsGood)] End(Doc doc) -> Out
            Load(Doc doc) -> Text
            predicate IsGood(Text text)
            """).ShouldBePlanned();
        plan.Steps.Select(step => $"{step.Method}{step.Level}").ShouldBe(["Load0", "End1"]);
        plan.Predicates.ShouldHaveSingleItem().Arguments.ShouldHaveSingleItem().Producer.ShouldBe(0);
        plan.Steps[1].Conditions.ShouldHaveSingleItem().ShouldBe(new PlanCondition(DecisionKind.When, 0, new([])));
    }

    [Fact]
    public void ConditionsOverOneSwitchMeanOr()
    {
        PlanModel plan = Sketch.Plan("""
            Doc ->
            Classify(Doc doc) -> Kind
            [Case(Classify, Small), Otherwise(Classify), When(IsBig)] One(Doc doc)
            [Case(Classify, Large)] Two(Doc doc)
            enum Kind: Small, Medium, Large
            predicate IsBig(Doc doc)
            """).ShouldBePlanned();
        plan.Switches.ShouldHaveSingleItem().Cases.Select(one => one.Display).ShouldBe(["Kind.Small", "Kind.Large"]);
        plan.Switches[0].HasOtherwise.ShouldBeTrue();
        plan.Steps.Single(step => step.Method == "One").Conditions.ShouldBe(
            [new PlanCondition(DecisionKind.When, 0, new([])), new PlanCondition(DecisionKind.Case, 0, new([PlanCondition.Otherwise, 0]))]);
    }
}
