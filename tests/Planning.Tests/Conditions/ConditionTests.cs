using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Conditions;

/// <summary>What is wrong with predicates and cases themselves.</summary>
public sealed class ConditionTests
{
    [Theory]
    [InlineData("an unknown predicate", "[When(IsBigg)] End(Doc doc)", "PDR203 End[0].Condition: Step 'End' runs when 'IsBigg', which is no method of 'Sketched': did you mean 'IsBig'")]
    [InlineData("an unknown predicate that nothing comes near", "[Unless(Xyz)] End(Doc doc)", "PDR203 End[0].Condition: Step 'End' runs unless 'Xyz', which is no method of 'Sketched'")]
    [InlineData("a member as a predicate", "[When(Fine)] End(Doc doc)", "PDR203 End[0].Condition: Step 'End' runs when 'Fine', which is no method of 'Sketched' but a member of 'Rating' that 'Rate' returns: write a method that decides by it")]
    [InlineData("a step as a predicate", "[When(Load)] End(Doc doc)", "PDR203 End[0].Condition: Step 'End' runs when 'Load', which is a step: a step is asked with [Case], or a predicate takes its result")]
    [InlineData("a method that can be none, once, whatever it takes", "[When(Bad)] End(Doc doc)\n[Unless(Bad)] Other(Doc doc)", "PDR203 Bad: Predicate 'Bad' returns 'string', not 'bool'")]
    [InlineData("a parameter of a predicate that nothing produces", "[When(Takes)] End(Doc doc)", "PDR101 Takes(x).Type: Predicate 'Takes' takes 'X', which neither the workflow's input nor another step returns")]
    [InlineData("a predicate that takes what it decides on", "[When(IsDone)] Make(Doc doc) -> Done", "PDR105 Make: Steps form a cycle: 'Make' → 'IsDone' → 'Make'")]
    [InlineData("an unknown step", "[Case(Lod, Small)] End(Doc doc)", "PDR206 End[0].Condition: Step 'End' runs in a case of 'Lod', of which there is no step: did you mean 'Load'")]
    [InlineData("an unknown step, of the rest", "[Otherwise(Lod)] End(Doc doc)", "PDR206 End[0].Condition: Step 'End' runs in every other case of 'Lod', of which there is no step: did you mean 'Load'")]
    [InlineData("a step that returns nothing", "Go(Doc doc)\n[Case(Go, Small)] End(Doc doc)", "PDR206 End[0].Condition: Step 'End' runs in a case of 'Go', which returns nothing")]
    [InlineData("a result that no constant equals", "[Case(Load, Small)] End(Doc doc)", "PDR206 End[0].Condition: Step 'End' runs in a case of 'Load', which is 'Text', but a case is of an enum, a bool, a text or an integer")]
    [InlineData("a result with members", "[Case(Rate, Small)] End(Doc doc)", "PDR206 End[0].Condition: Step 'End' runs in a case of 'Rate', which is 'Rating', but a case is of an enum, a bool, a text or an integer: say which member with On = nameof(Rating.Kind)")]
    [InlineData("an unknown member", "[Case(Rate, Small, On = Kynd)] End(Doc doc)", "PDR206 End[0].On: Step 'End' runs in a case of 'Rate', whose 'Rating' has no 'Kynd': did you mean 'Kind'")]
    [InlineData("a value of another type", "[Case(Classify, Small, 1)] End(Doc doc)", "PDR206 End[0, 1].Condition: Step 'End' runs in case '1' of 'Classify', which is 'Kind', and not 'int'")]
    [InlineData("null", "[Case(Classify, Small, null)] End(Doc doc)", "PDR206 End[0, 1].Condition: Step 'End' runs in case 'null' of 'Classify', but a case names a constant: null goes to the [Otherwise] step")]
    [InlineData("no value", "[Case(Classify)] End(Doc doc)", "PDR206 End[0].Condition: Step 'End' runs in a case of 'Classify', but names no value")]
    [InlineData("a rest of nothing", "[Otherwise(Classify)] End(Doc doc)", "PDR206 End[0].Condition: Step 'End' runs in every other case of 'Classify', of which there is no [Case]")]
    [InlineData("a rest of one of several members", "[Case(Rate, Small, Large, On = Kind), Case(Rate, true, false, On = Fine)] End(Doc doc)\n[Otherwise(Rate)] Rest(Doc doc)",
        "PDR206 Rest[0].Condition: Step 'Rest' runs in every other case of 'Rate', whose cases are over both 'Kind' and 'Fine': say which with On")]
    [InlineData("a missing value", "[Case(Classify, Small)] End(Doc doc)", "PDR204 End[0].Condition: Cases of 'Classify' leave out 'Kind.Large': add a [Case] or an [Otherwise] step")]
    [InlineData("a missing bool, over a member", "[Case(Rate, true, On = Fine)] End(Doc doc)", "PDR204 End[0].Condition: Cases of 'Rate.Fine' leave out 'false': add a [Case] or an [Otherwise] step")]
    [InlineData("null, which may come", "[Case(Maybe, Small, Large)] End(Doc doc)", "PDR204 End[0].Condition: Cases of 'Maybe' leave out null: add an [Otherwise] step")]
    [InlineData("texts without a rest", "[Case(Word, \"a\")] End(Doc doc)", "PDR204 End[0].Condition: Cases of 'Word' cannot name every 'string': add an [Otherwise] step")]
    [InlineData("flags without a rest", "[Case(Paint, Red, Green)] End(Doc doc)", "PDR204 End[0].Condition: Cases of 'Paint' cannot name every 'Colors': add an [Otherwise] step")]
    [InlineData("a value twice in a case", "[Case(Classify, Small, Large, Small)] End(Doc doc)", "PDR205 End[0, 2].Condition: Step 'End' runs in case 'Kind.Small', which it names twice for 'Classify'")]
    [InlineData("a value twice in two cases", "[Case(Classify, Small), Case(Classify, Large, Small)] End(Doc doc)", "PDR205 End[1, 1].Condition: Step 'End' runs in case 'Kind.Small', which it names twice for 'Classify'")]
    public void IsReported(string what, string steps, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(Around(steps), expected);
    }

    [Theory]
    [InlineData("all values, in several steps", "[Case(Classify, Small)] A(Doc doc)\n[Case(Classify, Large)] B(Doc doc)")]
    [InlineData("one value in two steps: two first steps of one arm", "[Case(Classify, Small)] A(Doc doc)\n[Case(Classify, Small, Large)] B(Doc doc)")]
    [InlineData("a rest though all are named: a later build may know another one", "[Case(Classify, Small, Large)] A(Doc doc)\n[Otherwise(Classify)] B(Doc doc)")]
    [InlineData("null in the rest", "[Case(Maybe, Small)] A(Doc doc)\n[Otherwise(Maybe)] B(Doc doc)")]
    [InlineData("two members of one result", "[Case(Rate, Small, Large, On = Kind), Case(Rate, true, false, On = Fine)] A(Doc doc)")]
    [InlineData("the rest of the member that it names", "[Case(Rate, Small, Large, On = Kind), Case(Rate, true, On = Fine)] A(Doc doc)\n[Otherwise(Rate, On = Fine)] B(Doc doc)")]
    [InlineData("the rest before the case", "[Otherwise(Word)] A(Doc doc)\n[Case(Word, \"a\")] B(Doc doc)")]
    [InlineData("integers with a rest", "[Case(Count, 1, 2)] A(Doc doc)\n[Otherwise(Count)] B(Doc doc)")]
    [InlineData("a predicate that takes nothing", "[When(Free)] A(Doc doc)")]
    public void IsNot(string what, string steps)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(Around(steps), "");
    }

    /// <summary>Each step's result is used by an order, so that nothing is said of it.</summary>
    private static string Around(string steps) => $$"""
        Doc ->
        Load(Doc doc) -> Text
        Classify(Doc doc) -> Kind
        Maybe(Doc doc) -> Kind?
        Rate(Doc doc) -> Rating
        Word(Doc doc) -> string
        Count(Doc doc) -> int
        Paint(Doc doc) -> Colors
        [After(Load), After(Classify), After(Maybe), After(Rate), After(Word), After(Count), After(Paint)] Sink(Doc doc)
        {{steps}}
        enum Kind: Small, Large
        flags Colors: Red, Green
        members Rating: Kind Kind, bool Fine
        predicate IsBig(Doc doc)
        {{(steps.Contains("Takes", StringComparison.Ordinal) ? "predicate Takes(X x)" : "")}}
        {{(steps.Contains("IsDone", StringComparison.Ordinal) ? "predicate IsDone(Done done)" : "")}}
        {{(steps.Contains("Bad", StringComparison.Ordinal) ? "predicate Bad(X x) ! returns 'string', not 'bool'" : "")}}
        {{(steps.Contains("Free", StringComparison.Ordinal) ? "predicate Free()" : "")}}
        """;
}
