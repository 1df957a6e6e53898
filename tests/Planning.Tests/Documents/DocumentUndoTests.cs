namespace Perdure.Planning.Tests.Documents;

/// <summary>How a step of a document is undone: an agent in the place of a method, bound by the planner to what the step returned and took.</summary>
public sealed class DocumentUndoTests
{
    private const string Extract = "\"Extract\": { \"agent\": \"extract\" }";

    [Fact]
    public void AnUndoTakesOfWhatTheStepReturnedAndTook()
    {
        PlanModel plan = DocumentCases.Plan(Pay("""{ "agent": "refund", "takes": { "receipt": "result", "limit": "Extract.total", "why": "cause.message" }, "retry": 4, "timeout": "5s" }"""));

        PlanCompensation undo = plan.Steps.Single(step => step.Id == "Pay").Compensation!;
        undo.Agent.ShouldBe(new PlanAgent("refund", undo.Agent!.Input, null));
        undo.AgentInput!.Members.Select(member => (member.Name, member.Parameter)).ShouldBe([("receipt", 0), ("limit", 1), ("why", 2)]);
        undo.Arguments.Select(argument => (argument.Role, argument.IsResult, argument.Producer, Path(argument))).ShouldBe([
            (ParameterRole.Data, true, 1, ""), (ParameterRole.Data, false, 0, "Total"), (ParameterRole.Cause, false, PlanArgument.Input, "Message")]);
        (undo.Method, undo.Retry!.MaxAttempts, undo.Timeout, undo.IncludesUnfinished).ShouldBe(("refund", 4, TimeSpan.FromSeconds(5), false));
    }

    [Fact]
    public void WhatIsNotSaidIsFoundByNameAndType()
    {
        PlanModel plan = DocumentCases.Plan(DocumentCases.Of("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\", \"retry\": 3, \"compensate\": \"cancel\" }"));

        PlanCompensation undo = plan.Steps.Single().Compensation!;
        undo.Arguments.Select(argument => (argument.IsResult, argument.Type.Key)).ShouldBe([(true, "Receipt")]);
        undo.Retry!.MaxAttempts.ShouldBe(3);
    }

    [Fact]
    public void WhoTakesAResultThatNeedNotBeThereUndoesWhatOnlyStartedAsWell()
    {
        string Of(string reference) => DocumentCases.Of($$"""{{Extract}}, "Check": { "agent": "check", "takes": { "fields": "Extract", "limit": "input.limit" }, "compensate": { "agent": "note", "takes": { "text": "{{reference}}" } } }""");

        DocumentCases.Plan(Of("result.remark")).Steps[1].Compensation!.IncludesUnfinished.ShouldBeFalse("the member may be null anyway");
        PlanCompensation undo = DocumentCases.Plan(Of("result.name")).Steps[1].Compensation!;
        (undo.IncludesUnfinished, Path(undo.Arguments[0])).ShouldBe((true, "Name"));
    }

    [Theory]
    [InlineData("""{ "takes": "result" }""", "PDR503 <{> 'compensate' of step 'Pay' has no 'agent', which undoes the step")]
    [InlineData("5", "PDR503 <5> 'compensate' of step 'Pay' is a number, and has to be the name of an agent or an object as { \"agent\": \"refund\" }")]
    [InlineData("\"refnd\"", "PDR504 <\"refnd\"> Step 'Pay' names the agent 'refnd', which there is not: did you mean 'refund'")]
    [InlineData("\"refund\"", "PDR210 <\"refund\"> Step 'Pay' is undone by 'refund', which takes 'decimal', and neither returns that nor takes it under the same name: say what the undo takes")]
    [InlineData("""{ "agent": "refund", "takes": { "receipt": "result", "limit": "input.limit" } }""", "PDR210 <\"input.limit\"> Step 'Pay' is undone by 'refund', which takes of 'input', of which the step itself takes nothing: an undo is given what its step returned and took")]
    [InlineData("""{ "agent": "refund", "takes": { "receipt": "result" } }""", "PDR210 <\"refund\"> Step 'Pay' is undone by 'refund', which takes 'Refund': 'limit' is missing")]
    [InlineData("""{ "agent": "refund", "takes": { "receipt": "result", "limit": "Extract.number" } }""", "PDR210 <\"Extract.number\"> Step 'Pay' is undone by 'refund', which takes 'Refund': 'limit' is 'decimal', not 'string'")]
    [InlineData("""{ "agent": "refund", "takes": { "receipt": "Pay", "limit": "Extract.total" } }""", "PDR505 <\"Pay\"> 'compensate.takes.receipt' of step 'Pay' refers to 'Pay', but what the step itself returned is \"result\" to its undo")]
    [InlineData("""{ "agent": "refund", "takes": { "receipt": "result", "limit": { "value": "much" } } }""", "PDR509 <{ \"value\": \"much\" }> 'compensate.takes.limit' of step 'Pay' is a text, which is no 'decimal'")]
    [InlineData("""{ "agent": "refund", "takes": { "receipt": "result", "limit": "Extract.total" }, "timeout": "soon" }""", "PDR201 <\"refund\"> Undo 'refund' has the time-out 'soon', which is no duration such as '30s' or '1h30m'")]
    [InlineData("""{ "agent": "refund", "cause": "x", "takes": "result" }""", "PDR502 <\"cause\"> 'compensate' of step 'Pay' has no property 'cause'")]
    public void WhatIsWrongIsToldAtItsPlace(string compensate, string told) => DocumentCases.ShouldFind(Pay(compensate), told);

    private static string Pay(string compensate) => DocumentCases.Of($$"""{{Extract}}, "Pay": { "agent": "pay", "takes": { "fields": "Extract" }, "compensate": {{compensate}} }""");

    private static string Path(PlanArgument argument) => string.Join('.', argument.Path?.Members.Select(member => member.Name) ?? []);
}
