using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Compensation;

public sealed class CompensationTests
{
    [Theory]
    [InlineData("Ticket ticket", "result")]
    [InlineData("Ticket? bought", "result")]
    [InlineData("Doc doc", "doc")]
    [InlineData("Doc doc, Ticket ticket, StepContext context", "doc result -")]
    [InlineData("Ticket ticket, Doc doc, CancellationToken token", "result doc -")]
    [InlineData("", "")]
    public void AnUndoTakesWhatItsStepReturnedAndTook(string parameters, string expected)
    {
        PlanStep step = Plan(parameters).ShouldBePlanned().Steps[0];

        string.Join(' ', step.Compensation!.Arguments.Select(argument => argument.Role != ParameterRole.Data ? "-" : argument.IsResult ? "result" : argument.Parameter)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("Ticket ticket", false)]
    [InlineData("Ticket? ticket", true)]
    [InlineData("Doc doc", false)]
    public void OneThatTakesTheResultAsNullableUndoesWhatDidNotComplete(string parameters, bool expected) =>
        Plan(parameters).ShouldBePlanned().Steps[0].Compensation!.IncludesUnfinished.ShouldBe(expected);

    [Theory]
    [InlineData("[Compensate(Refound)] Act(Doc doc) -> Ticket", "undo Refund(Ticket ticket)", "which is no method of 'Sketched': did you mean 'Refund'")]
    [InlineData("[Compensate(Refund)] Act(Doc doc) -> Ticket", "Refund(Ticket ticket) -> Out", "which is a step: an undo is a method without [Step]")]
    [InlineData("[Compensate(Refund)] Act(Doc doc) -> Ticket", "undo Refund(Ticket ticket) ! returns 'bool'", "which returns 'bool'")]
    [InlineData("[Compensate(Refund)] Act(Doc doc) -> Ticket", "undo Refund(string text)", "which takes 'string text', which step 'Act' neither returns nor takes under this name: it may take 'Ticket' and 'Doc doc', beside 'StepError?', 'StepContext' and 'CancellationToken'")]
    [InlineData("[Compensate(Refund)] Act() -> Ticket", "undo Refund(string text)", "which takes 'string text', which step 'Act' neither returns nor takes under this name: it may take 'Ticket', beside 'StepError?', 'StepContext' and 'CancellationToken'")]
    [InlineData("[Compensate(Refund)] Act()", "undo Refund(string text)", "which takes 'string text', which step 'Act' neither returns nor takes under this name: it may take 'StepError?', 'StepContext' and 'CancellationToken'")]
    [InlineData("[Compensate(Refund)] Act() -> Ticket", "undo Refund(Doc doc)", "which takes 'Doc doc', which step 'Act' neither returns nor takes under this name: give the step a parameter '[Input] Doc doc'")]
    [InlineData("[Compensate(Refund)] Act(Doc doc) -> Ticket", "undo Refund(Draft draft)\nRead(Doc doc) -> Draft", "which takes 'Draft draft', which step 'Act' neither returns nor takes under this name: give the step a parameter '[From(nameof(Read))] Draft draft'")]
    [InlineData("[Compensate(Refund)] Act(Doc doc) -> Ticket", "undo Refund(Doc document)", "which takes 'Doc document', which step 'Act' neither returns nor takes under this name: did you mean 'doc'")]
    [InlineData("[Compensate(Refund)] Act(Doc doc) -> Ticket", "undo Refund(string doc)", "which takes 'string doc', and step 'Act' takes 'Doc' under this name")]
    [InlineData("[Compensate(Refund)] Act(Doc doc) -> Ticket?", "undo Refund(Ticket ticket)", "which takes 'Ticket ticket', and step 'Act' returns 'Ticket?', which can be null")]
    [InlineData("[Compensate(Refund)] Act(Doc doc) -> Ticket", "undo Refund(ILogger log)", "which takes 'ILogger log', which step 'Act' neither returns nor takes under this name: services come through the constructor")]
    [InlineData("[Compensate(Refund), Repeat(Until = IsDone, Max = 3, Keep = 1)] Act(Ticket ticket) -> Ticket", "undo Refund(Ticket ticket)\npredicate IsDone(Ticket ticket)", "in each round, whose values its [Repeat] lets go of: leave Keep out, or take what does not change")]
    public void AnUndoThatDoesNotFitIsReportedAtItsMark(string step, string undo, string problem)
    {
        string start = step.Contains("Act(Ticket", StringComparison.Ordinal) ? "Ticket" : "Doc";
        var read = Sketch.Of($"""
            {start} ->
            {step}
            {undo}
            """);

        string name = step.Split('(', ')')[1];
        string told = problem.StartsWith("in each", StringComparison.Ordinal) ? $"'{name}' {problem}" : $"'{name}', {problem}";
        Planner.Plan(read.Workflow, read).Findings.Where(finding => finding.Rule.Id == "PDR210").Select(finding => finding.Told(read.Workflow)).ShouldBe([$"PDR210 Act.Compensate: Step 'Act' is undone by {told}"]);
    }

    [Theory]
    [InlineData("Charge(Ticket ticket) -> Receipt")]
    [InlineData("Print(Ticket ticket) -> Paper\nCharge(Paper paper) -> Receipt")]
    [InlineData("[After(Reserve)] Charge(Doc doc) -> Receipt")]
    public void NoStepIsToldToTakeWhatComesAfterIt(string later)
    {
        var read = Sketch.Of($"""
            Doc -> Receipt
            [Compensate(Undo)] Reserve(Doc doc) -> Ticket
            {later}
            undo Undo(Ticket ticket, Receipt receipt)
            """);

        Finding finding = Planner.Plan(read.Workflow, read).Findings.ShouldHaveSingleItem();
        finding.Told(read.Workflow).ShouldBe(
            "PDR210 Reserve.Compensate: Step 'Reserve' is undone by 'Undo', which takes 'Receipt receipt', which step 'Reserve' neither returns nor takes under this name: it may take 'Ticket' and 'Doc doc', beside 'StepError?', 'StepContext' and 'CancellationToken'");
        finding.Properties.ShouldBeEmpty();
    }

    private static PlanResult Plan(string parameters) => Sketch.Plan($"""
        Doc -> Ticket
        [Compensate(Refund)] Act(Doc doc) -> Ticket
        undo Refund({parameters})
        """);
}
