using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Interrupts;

/// <summary>Steps whose agents ask back.</summary>
public sealed class InterruptTests
{
    [Fact]
    public void WhatAnswersIsWrittenDown()
    {
        PlanStep step = Sketch.Plan("""
            Doc -> Out
            [OnInterrupt(Approval, Timeout = 7d)] WriteDraft(Doc doc) -> Out by Desk
            agent Desk [Remote(Interrupt)]: Doc -> Out
            """).ShouldBePlanned().Steps.ShouldHaveSingleItem();

        step.Interrupt!.Signal.ShouldBe("write-draft");
        step.Interrupt.Answer.Display.ShouldBe("Approval");
        step.Interrupt.Timeout.ShouldBe(TimeSpan.FromDays(7));
        step.Signal.ShouldBeNull();
    }

    [Fact]
    public void ASignalAndAnAnswerAreTwoThings()
    {
        PlanStep step = Sketch.Plan("""
            Doc -> Out
            [OnInterrupt(Approval, Name = approved)] Write(Doc doc, [Signal] Note note) -> Out by Desk
            agent Desk [Remote(Interrupt)]: Question{Doc doc, Note note} -> Out
            """).ShouldBePlanned().Steps.ShouldHaveSingleItem();

        step.Signal!.Name.ShouldBe("note");
        step.Interrupt!.Signal.ShouldBe("approved");
        step.Interrupt.Timeout.ShouldBeNull();
    }

    [Theory]
    [InlineData("a code step", "[OnInterrupt(Approval)] Write(Doc doc) -> Out", "PDR233 Write.OnInterrupt: Step 'Write' is marked [OnInterrupt], but it calls no agent of its own that could ask back: declare it as [Step<TAgent>]")]
    [InlineData("a local agent", "[OnInterrupt(Approval)] Write(Doc doc) -> Out by Local", "PDR233 Write.OnInterrupt: Step 'Write' is marked [OnInterrupt], but 'Local' answers in this process, so that nobody would wait: only a remote agent asks back")]
    [InlineData("a runtime that cannot ask", "[OnInterrupt(Approval)] Write(Doc doc) -> Out by Mute", "PDR233 Write.OnInterrupt: Step 'Write' is marked [OnInterrupt], but the runtime of 'Mute' cannot ask back")]
    [InlineData("a name that cannot be stored", "[OnInterrupt(Approval, Name = a@b)] Write(Doc doc) -> Out by Desk", "PDR233 Write.OnInterrupt: Step 'Write' is marked [OnInterrupt], but it waits for signal 'a@b', whose name contains '@', which stands between a workflow's name and its version")]
    [InlineData("a name without letters", "[OnInterrupt(Approval, Name = 42)] Write(Doc doc) -> Out by Desk", "PDR233 Write.OnInterrupt: Step 'Write' is marked [OnInterrupt], but it waits for signal '42', whose name has no letter")]
    [InlineData("an answer that nobody could send", "[OnInterrupt(Approval, Problem = a tuple)] Write(Doc doc) -> Out by Desk", "PDR233 Write.OnInterrupt: Step 'Write' is marked [OnInterrupt], but its answer is a tuple")]
    [InlineData("a time without a unit", "[OnInterrupt(Approval, Timeout = 7)] Write(Doc doc) -> Out by Desk", "PDR201 Write.OnInterrupt: Step 'Write' has the interrupt time-out '7', which has no unit: did you mean '7s'")]
    [InlineData("no time", "[OnInterrupt(Approval, Timeout = 0s)] Write(Doc doc) -> Out by Desk", "PDR201 Write.OnInterrupt: Step 'Write' has the interrupt time-out '0s', which is zero")]
    [InlineData("nothing", "[OnInterrupt(Approval)] Write(Doc doc) -> Out by Desk", "")]
    [InlineData("nothing where it is done in rounds", "[OnInterrupt(Approval), Repeat(Until = IsDone, Max = 3)] Write(Doc doc) -> Doc by Editor\n[Result] Publish([From(Write)] Doc doc) -> Out\npredicate IsDone(Doc doc)", "")]
    public void ItIsWrong(string what, string step, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(
            $"""
            Doc -> Out
            {step}
            agent Local: Doc -> Out
            agent Mute [Remote(Stream, Cancel)]: Doc -> Out
            agent Desk [Remote(Interrupt, Cancel)]: Doc -> Out
            agent Editor [Remote(Interrupt)]: Doc -> Doc
            """,
            expected);
    }

    [Theory]
    [InlineData("Name = one", "Name = two", "")]
    [InlineData("Name = one", "Name = one", "PDR215 Second.OnInterrupt: Step 'Second' waits for signal 'one', for which 'First' waits in the same run: a message goes to one of them, so give each a name")]
    public void TwoStepsWaitForAnswers(string first, string second, string expected) => FindingCases.ShouldFind(
        $"""
        Doc -> Out
        [OnInterrupt(Approval, {first})] First(Doc doc) -> Note by Desk
        [OnInterrupt(Approval, {second})] Second(Note note) -> Out by Editor
        agent Desk [Remote(Interrupt)]: Doc -> Note
        agent Editor [Remote(Interrupt)]: Note -> Out
        """,
        expected);

    [Theory]
    [InlineData("other", "")]
    [InlineData("approved", "PDR215 Write.OnInterrupt: Step 'Write' waits for signal 'approved', for which it waits twice: a message goes to one of them, so give each a name")]
    public void AStepWaitsForASignalAndForAnswers(string name, string expected) => FindingCases.ShouldFind(
        $$"""
        Doc -> Out
        [OnInterrupt(Note, Name = {{name}})] Write(Doc doc, [Signal(approved)] Note note) -> Out by Desk
        agent Desk [Remote(Interrupt)]: Question{Doc doc, Note note} -> Out
        """,
        expected);

    [Theory]
    [InlineData("Approval", "")]
    [InlineData("Note", "PDR215 Blame.OnInterrupt: Step 'Blame' waits for signal 'said', as 'Note', which 'Praise' takes as 'Approval'")]
    public void StepsThatExcludeOneAnotherShareANameAndItsType(string type, string expected) => FindingCases.ShouldFind(
        $"""
        Doc -> Out
        [When(IsGood)] Praise(Doc doc, [Signal(said)] Approval approval) -> Out
        [Unless(IsGood), OnInterrupt({type}, Name = said)] Blame(Doc doc) -> Out by Desk
        predicate IsGood(Doc doc)
        agent Desk [Remote(Interrupt)]: Doc -> Out
        """,
        expected);
}
