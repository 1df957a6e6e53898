using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Conditions;

/// <summary>Conditions that are asked for each item of a mapped step.</summary>
public sealed class ItemConditionTests
{
    [Theory]
    [InlineData("what takes the item", """
        Page[] ->
        [When(IsFull)] Read([ForEach] Page page)
        predicate IsFull(Page other)
        """, "Read: when IsFull(other: item of input)")]
    [InlineData("what takes it as one that can be null", """
        Page[] ->
        [Unless(IsGone)] Read([ForEach] Page page)
        predicate IsGone(Page? page)
        """, "Read: unless IsGone(page: item of input)")]
    [InlineData("other things beside it, for which the step waits", """
        Doc ->
        Split(Doc doc) -> Page[]
        Measure(Doc doc) -> Limit
        [When(IsLong)] Read([ForEach] Page page)
        predicate IsLong(Page page, Limit limit, Doc doc)
        """, "Read: when IsLong(page: item of Split, limit: Measure, doc: input)")]
    [InlineData("the item, also where a step returns such a value", """
        Page[] ->
        First(Page[] pages) -> Page
        [When(IsFull)] Read([ForEach] Page page)
        Use(Page first)
        predicate IsFull(Page first)
        """, "Read: when IsFull(first: item of input)")]
    [InlineData("the run, where it is said whose value it takes", """
        Page[] ->
        First(Page[] pages) -> Page
        [When(IsFull)] Read([ForEach] Page page)
        predicate IsFull([From(First)] Page page)
        """, "Read: of the run when IsFull(page: First)")]
    [InlineData("the item by its name among several of its type", """
        Page[] ->
        First(Page[] pages) -> Page
        [When(Follows)] Read([ForEach] Page page)
        predicate Follows(Page first, Page page)
        """, "Read: when Follows(first: First, page: item of input)")]
    [InlineData("one predicate for items here and for a run there", """
        Page[] ->
        First(Page[] pages) -> Page
        [When(IsFull)] Read([ForEach] Page page)
        [When(IsFull)] Print(Page first)
        predicate IsFull(Page first)
        """, "Read: when IsFull(first: item of input)\nPrint: of the run when IsFull(first: First)")]
    [InlineData("the run, where it takes no item", """
        Page[] ->
        [When(Any)] Read([ForEach] Page page)
        predicate Any(Page[] pages)
        """, "Read: of the run when Any(pages: input)")]
    [InlineData("items of several collections", """
        Page[] ->
        Read([ForEach] Page page) -> Text
        [When(IsRead)] Write([ForEach, Input] Page page, [ForEach] Text text)
        [When(Differs)] Compare([ForEach, From(Read)] Text one, [ForEach, From(Read)] Text two)
        predicate IsRead(Text? text, Page page)
        predicate Differs(Text two, Text one)
        """, "Write: when IsRead(text: item of Read, page: item of input)\nCompare: when Differs(two: item of Read, one: item of Read)")]
    [InlineData("both", """
        Page[] ->
        [When(Any), Unless(IsFull), When(IsFull2)] Read([ForEach] Page page)
        predicate Any(Page[] pages)
        predicate IsFull(Page page)
        predicate IsFull2(Page page)
        """, "Read: of the run when Any(pages: input), unless IsFull(page: item of input), when IsFull2(page: item of input)")]
    public void Asks(string what, string sketch, string expected)
    {
        what.ShouldNotBeEmpty();
        PlanModel plan = Sketch.Plan(sketch).ShouldBePlanned();
        string.Join('\n', plan.Steps.Where(step => step.Conditions.Count > 0 || step.Map?.Conditions.Count > 0).Select(step => $"{step.Method}: {Told(plan, step)}")).ShouldBe(expected);
    }

    [Fact]
    public void StepsThatAskTheSameOfTheSameItemsShareTheAnswer()
    {
        PlanModel plan = Sketch.Plan("""
            Page[] ->
            Others(Page[] pages) -> Page[]
            [When(IsFull)] Read([ForEach, Input] Page page)
            [Unless(IsFull)] Skip([ForEach, Input] Page page)
            [When(IsFull)] Look([ForEach, From(Others)] Page page)
            predicate IsFull(Page page)
            """).ShouldBePlanned();

        plan.Predicates.ShouldBeEmpty();
        plan.ItemPredicates.Count.ShouldBe(2);
        plan.Steps.Where(step => step.Map is not null).ToDictionary(step => step.Method, step => step.Map!.Conditions[0].Index).ShouldBe(
            new Dictionary<string, int> { ["Read"] = 0, ["Skip"] = 0, ["Look"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public void TheyShareItWhereverEachHasTheCollectionAmongItsOwn()
    {
        PlanModel plan = Sketch.Plan("""
            Page[] ->
            Name([ForEach] Page page) -> Title
            [When(IsFull)] Read([ForEach] Page page)
            [Unless(IsFull)] Skip([ForEach] Title title, [ForEach] Page page)
            [Unless(IsNamed)] Print([ForEach] Page page, [ForEach] Title title)
            predicate IsFull(Page page)
            predicate IsNamed(Title title, Page page)
            """).ShouldBePlanned();

        plan.ItemPredicates.Select(predicate => $"{predicate.Method}({string.Join(", ", predicate.Arguments.Select(argument => $"{argument.Parameter}: {argument.Collection}"))})")
            .ShouldBe(["IsFull(page: 0)", "IsNamed(title: 0, page: 1)"], ignoreOrder: true);
        plan.Steps.Where(step => step.Map?.Conditions.Count > 0)
            .ToDictionary(step => step.Method, step => $"{plan.ItemPredicates[step.Map!.Conditions[0].Index].Method} of {string.Join(", ", step.Map.Conditions[0].Collections)}")
            .ShouldBe(new Dictionary<string, string> { ["Read"] = "IsFull of ", ["Skip"] = "IsFull of 1", ["Print"] = "IsNamed of 1, 0" }, ignoreOrder: true);
    }

    [Fact]
    public void WhatItTakesComesFirst() => Sketch.Plan("""
        Page[] ->
        [When(IsLong)] Read([ForEach] Page page)
        Measure(Page[] pages) -> Limit
        predicate IsLong(Page page, Limit limit)
        """).ShouldBePlanned().Steps.Select(step => $"{step.Method} {step.Level}").ShouldBe(["Measure 0", "Read 1"]);

    [Theory]
    [InlineData("items that can be null to who takes them", "List<Text?> texts")]
    [InlineData("and to who maps over them", "[ForEach] Text? text")]
    public void SkippedItemsLeaveNull(string what, string taken)
    {
        what.ShouldNotBeEmpty();
        Sketch.Plan($"""
            Page[] ->
            [When(IsFull)] Read([ForEach] Page page) -> Text
            Use({taken})
            predicate IsFull(Page page)
            """).ShouldBePlanned();
    }

    [Theory]
    [InlineData("items that are not expected to be null", """
        Page[] ->
        [When(IsFull)] Read([ForEach] Page page) -> Text
        Use(List<Text> texts)
        predicate IsFull(Page page)
        """, "PDR101 Use(texts).Type: Step 'Use' takes 'List<Text>', which neither the workflow's input nor another step returns; 'Read' returns 'IReadOnlyList<Text?>', whose items can be null")]
    [InlineData("items that are mapped over as if none were", """
        Page[] ->
        [When(IsFull)] Read([ForEach] Page page) -> Text
        Use([ForEach] Text text)
        predicate IsFull(Page page)
        """, "PDR207 Use(text).Type: Step 'Use' maps over 'Text', of which neither the workflow's input nor another step returns a collection; 'Read' returns 'IReadOnlyList<Text?>', whose items can be null: map over 'Text?'")]
    [InlineData("items that are never null, taken as if some were", """
        Page[] ->
        Read([ForEach] Page page) -> Text
        Use(List<Text?> texts)
        """, "PDR101 Use(texts).Type: Step 'Use' takes 'List<Text?>', which neither the workflow's input nor another step returns; 'Read' returns 'IReadOnlyList<Text>', whose items are never null: take 'IReadOnlyList<Text>'")]
    [InlineData("and mapped over so", """
        Page[] ->
        Read([ForEach] Page page) -> Text
        Use([ForEach] Text? text)
        """, "PDR207 Use(text).Type: Step 'Use' maps over 'Text?', of which neither the workflow's input nor another step returns a collection; 'Read' returns 'IReadOnlyList<Text>', whose items are never null: map over 'Text'")]
    [InlineData("conditions that no item could meet", """
        Page[] ->
        [When(IsFull)] [Unless(IsFull)] Read([ForEach] Page page)
        predicate IsFull(Page page)
        """, "PDR119 Read: Step 'Read' can never run, because the conditions of its items exclude one another")]
    [InlineData("a predicate that is none, and nothing of who takes the items", """
        Page[] ->
        [When(IsFul)] Read([ForEach] Page page) -> Text
        Use(List<Text?> texts)
        predicate IsFull(Page page)
        """, "PDR203 Read[0].Condition: Step 'Read' runs when 'IsFul', which is no method of 'Sketched': did you mean 'IsFull'")]
    [InlineData("a result with items that can be null", """
        Page[] -> Text[]
        [When(IsFull)] Read([ForEach] Page page) -> Text
        predicate IsFull(Page page)
        """, "PDR106 workflow: Workflow 'Sketched' returns 'Text[]', which no step returns; 'Read' returns 'IReadOnlyList<Text?>', whose items can be null")]
    [InlineData("a predicate that could not take each item", """
        Page?[] ->
        [When(IsFull)] Read([ForEach] Page? page)
        predicate IsFull(Page page)
        """, "PDR101 IsFull(page).Type: Predicate 'IsFull' takes 'Page', which neither the workflow's input nor another step returns; an item of step 'Read' is 'Page?', which can be null")]
    [InlineData("several that could be the item", """
        Page[] ->
        [When(Follows)] Read([ForEach] Page page)
        predicate Follows(Page one, [Input] Page[] all, Page two)
        """, "PDR203 Read[0].Condition: Step 'Read' runs when 'Follows', which takes several 'Page': call the one that is its item 'page', or say with [From] or [Input] what the others take")]
    [InlineData("one that could be several items", """
        Page[] ->
        Read([ForEach] Page page) -> Text
        [When(IsLong)] Compare([ForEach, From(Read)] Text one, [ForEach, From(Read)] Text two)
        predicate IsLong(Text text)
        """, "PDR203 Compare[0].Condition: Step 'Compare' runs when 'IsLong', whose 'text' could be each of 'one' and 'two': call it as the one that it takes, or say with [From] or [Input] what else it takes")]
    [InlineData("a parameter beside the item that nothing produces", """
        Page[] ->
        [When(IsFull)] Read([ForEach] Page page)
        [Unless(IsFull)] Skip([ForEach] Page page)
        predicate IsFull(Page page, Limit limit)
        """, "PDR101 IsFull(limit).Type: Predicate 'IsFull' takes 'Limit', which neither the workflow's input nor another step returns")]
    [InlineData("what waits for what it decides on", """
        Page[] ->
        [When(IsFull)] Read([ForEach] Page page) -> Text
        Sum(List<Text?> texts) -> Limit
        predicate IsFull(Page page, Limit limit)
        """, "PDR105 Read: Steps form a cycle: 'Read' → 'Sum' → 'IsFull' → 'Read'")]
    [InlineData("a case of the item", """
        Page[] ->
        [Case(Kind, Small)] Read([ForEach] Page page)
        enum Size: Small, Large
        members Page: Size Kind
        """, "PDR206 Read[0].Condition: Step 'Read' runs in a case of 'Kind', which is of its item, and a case is selected once a run: name a predicate that takes the item in [When]")]
    public void IsWrong(string what, string sketch, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(sketch, expected);
    }

    [Fact]
    public void AStepIsSkippedWithWhatItsPredicateCannotDoWithout() => FindingCases.ShouldFind("""
        Page[] -> Report
        [When(Any)] Measure(Page[] pages) -> Limit
        [When(IsLong)] Read([ForEach] Page page) -> Text
        Join(List<Text?> texts) -> Report
        predicate Any(Page[] pages)
        predicate IsLong(Page page, Limit limit)
        """, "PDR118 workflow: Workflow 'Sketched' returns 'Report', but 'Join' can be skipped with 'Measure': return 'Report?', or let another step return it then");

    private static string Told(PlanModel plan, PlanStep step) => string.Join(", ",
        step.Conditions.Select(condition => "of the run " + Told(plan, condition, plan.Predicates))
            .Concat(step.Map?.Conditions.Select(condition => Told(plan, condition, plan.ItemPredicates)) ?? []));

    private static string Told(PlanModel plan, PlanCondition condition, EquatableArray<PlanPredicate> predicates)
    {
        PlanPredicate asked = predicates[condition.Index];
        IEnumerable<string> arguments = asked.Arguments.Select(argument => $"{argument.Parameter}: {(argument.IsItem ? "item of " : "")}{(argument.Producer == PlanArgument.Input ? "input" : plan.Steps[argument.Producer].Method)}");
        return $"{(condition.Kind == DecisionKind.When ? "when" : "unless")} {asked.Method}({string.Join(", ", arguments)})";
    }
}
