using Perdure.Planning.Tests.Sketching;
using Shouldly;

namespace Perdure.Planning.Tests.Signals;

/// <summary>Steps that take a message from outside.</summary>
public sealed class SignalTests
{
    [Fact]
    public void ASignalIsWrittenDownAndIsNobodysResult()
    {
        PlanModel plan = Sketch.Plan("""
            Doc -> Out
            Find(Doc doc) -> Approval
            Ask(Doc doc, [Signal(Timeout = 7d)] Approval? managerApproval) -> Out
            """).ShouldBePlanned();

        plan.Steps[1].Signal.ShouldBe(new PlanSignal("manager-approval", "managerApproval", TimeSpan.FromDays(7), IsOptional: true));
        plan.Steps[1].Arguments[1].Role.ShouldBe(ParameterRole.Signal);
        plan.Steps[1].Level.ShouldBe(0);
    }

    [Fact]
    public void ADeclaredStepHandsASignalOn() => Sketch.Plan("""
        Doc -> Out
        Ask(Doc doc, [Signal(approved)] Approval approval) -> Out by Writer
        agent Writer: Question{Doc doc, Approval approval} -> Out
        """).ShouldBePlanned().Steps.ShouldHaveSingleItem().AgentInput!.Members.Count.ShouldBe(2);

    [Fact]
    public void ARepeatedStepTakesASignalInEachRoundAndIsPacedByIt()
    {
        PlanStep step = Sketch.Plan("""
            Doc -> Doc
            [Repeat(Until = IsOver)] Talk(Doc doc, [Signal] Line line) -> Doc
            predicate IsOver(Doc doc)
            """).ShouldBePlanned().Steps.ShouldHaveSingleItem();

        step.Signal!.Name.ShouldBe("line");
        step.Repeat!.Max.ShouldBeNull();
    }

    [Fact]
    public void AMappedStepTakesOneForAllItsItems()
    {
        PlanStep step = Sketch.Plan("""
            Part[] -> Out[]
            Ask([ForEach] Part part, [Signal] Approval approval) -> Out
            """).ShouldBePlanned().Steps.ShouldHaveSingleItem();

        step.Signal!.Name.ShouldBe("approval");
        step.Arguments.Select(argument => argument.IsItem).ShouldBe([true, false]);
    }

    [Theory]
    [InlineData("of other names", "[Signal(one)] Approval approval", "[Signal(two)] Approval approval", "")]
    [InlineData("of one name", "[Signal(one)] Approval approval", "[Signal(one)] Approval approval",
        "PDR215 Second(approval).Signal: Step 'Second' waits for signal 'one', for which 'First' waits in the same run: a message goes to one of them, so give each a name")]
    [InlineData("of one name, written or not", "[Signal] Approval approval", "[Signal(approval)] Approval other",
        "PDR215 Second(other).Signal: Step 'Second' waits for signal 'approval', for which 'First' waits in the same run: a message goes to one of them, so give each a name")]
    public void TwoStepsWaitForSignals(string what, string first, string second, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(
            $"""
            Doc -> Out
            First(Doc doc, {first}) -> Note
            Second(Note note, {second}) -> Out
            """,
            expected);
    }

    [Theory]
    [InlineData("Approval", "")]
    [InlineData("Other", "PDR215 Blame(approval).Signal: Step 'Blame' waits for signal 'approval', as 'Other', which 'Praise' takes as 'Approval'")]
    public void StepsThatExcludeOneAnotherShareANameAndItsType(string type, string expected) => FindingCases.ShouldFind(
        $"""
        Doc -> Out
        [When(IsGood)] Praise(Doc doc, [Signal] Approval approval) -> Out
        [Unless(IsGood)] Blame(Doc doc, [Signal] {type} approval) -> Out
        predicate IsGood(Doc doc)
        """,
        expected);

    [Theory]
    [InlineData("Ask(Doc doc, [Signal(one)] Approval one, [Signal(two)] Approval two) -> Out", "PDR216 Ask(two).Signal: Step 'Ask' waits for two signals: take one, and let a step before it take the other")]
    [InlineData("Ask(Doc doc, [Signal] StepContext context) -> Out", "PDR216 Ask(context).Signal: Step 'Ask' takes signal 'context' as 'StepContext', which is no data")]
    [InlineData("Ask(Doc doc, [Signal, From(Gone)] Approval approval) -> Out", "PDR216 Ask(approval).Signal: Step 'Ask' takes signal 'approval', but is marked [From] as well: a message from outside has no producer")]
    [InlineData("Ask(Doc doc, [Signal, Input] Approval approval) -> Out", "PDR216 Ask(approval).Signal: Step 'Ask' takes signal 'approval', but is marked [Input] as well: a message from outside has no producer")]
    [InlineData("Ask(Doc doc, [Signal(a@b)] Approval approval) -> Out", "PDR216 Ask(approval).Signal: Step 'Ask' takes signal 'a@b', whose name contains '@', which stands between a workflow's name and its version")]
    [InlineData("Ask(Doc doc, [Signal(42)] Approval approval) -> Out", "PDR216 Ask(approval).Signal: Step 'Ask' takes signal '42', whose name has no letter")]
    [InlineData("[Repeat(Until = IsDone, Max = 3)] Ask([ForEach] Part part, [Signal] Approval approval) -> Part\nSplit(Doc doc) -> Part[]\n[Result] Draw(Doc doc) -> Out\npredicate IsDone(Part part)",
        "PDR216 Ask(approval).Signal: Step 'Ask' takes signal 'approval' in each round of each of its items, and a message would not say which item it is for: map over a child workflow whose loop takes the signal")]
    [InlineData("Ask(Doc doc, [Signal(Timeout = 7)] Approval approval) -> Out", "PDR201 Ask(approval).Signal: Step 'Ask' has the signal time-out '7', which has no unit: did you mean '7s'")]
    [InlineData("Ask(Doc doc, [Signal(Timeout = 0s)] Approval approval) -> Out", "PDR201 Ask(approval).Signal: Step 'Ask' has the signal time-out '0s', which is zero")]
    public void ItIsWrong(string step, string expected) => FindingCases.ShouldFind($"Doc -> Out\n{step}", expected);
}
