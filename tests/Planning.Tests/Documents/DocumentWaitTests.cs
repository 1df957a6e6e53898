namespace Perdure.Planning.Tests.Documents;

/// <summary>Waits that data decides on, keys of queues, and exceptions that are not retried, in documents.</summary>
public sealed class DocumentWaitTests
{
    [Fact]
    public void AValueSaysUntilWhenAStepWaits()
    {
        PlanPredicate delay = DocumentCases.Plan(Refuse("\"delay\": { \"by\": \"input.due\" }")).Steps.Single().DelayBy!;

        (delay.Method, delay.Returned).ShouldBe(("Refuse.delay", 0));
        PlanArgument time = delay.Arguments.ShouldHaveSingleItem();
        (time.Producer, time.ReadAs!.Key, time.Type.Key).ShouldBe((PlanArgument.Input, "Invoice", "System.DateTimeOffset"));
    }

    [Fact]
    public void AStepWaitsForWhatSaysHowLongItWaits()
    {
        PlanModel plan = DocumentCases.Plan(DocumentCases.Of("\"A\": { \"agent\": \"refuse\", \"takes\": \"input.number\", \"delay\": { \"by\": \"B.due\" } }, \"B\": { \"agent\": \"plan\", \"takes\": \"input\" }"));

        plan.Steps.Select(step => (step.Id, step.Level)).ShouldBe([("B", 0), ("A", 1)]);
    }

    [Theory]
    [InlineData("input.number", "string")]
    [InlineData("input.owner.age", "int")]
    [InlineData("input.verdict", "Verdict")]
    public void AValueOfWhatTheStepTakesIsTheKeyOfItsSlot(string key, string type)
    {
        PlanQueue queue = DocumentCases.Plan(Refuse($"\"queue\": {{ \"name\": \"bank\", \"key\": \"{key}\" }}")).Steps.Single().Queue!;

        (queue.Queue, queue.Key, queue.Returned).ShouldBe(("bank", key, 0));
        queue.Arguments.ShouldHaveSingleItem().Type.Key.ShouldBe(type);
    }

    [Fact]
    public void EachItemHasAKeyOfItsOwn()
    {
        PlanModel plan = DocumentCases.Plan(DocumentCases.Of("\"Book\": { \"agent\": \"book\", \"forEach\": \"input.lines\", \"queue\": { \"name\": \"bank\", \"key\": \"item.text\" } }"));

        plan.Steps.Single(step => step.Id == "Book").Queue!.Arguments.ShouldHaveSingleItem().IsItem.ShouldBeTrue();
    }

    [Fact]
    public void AnExceptionThatIsNotRetriedIsNamedByItsType()
    {
        PlanModel plan = DocumentCases.Plan(Refuse("\"retry\": { \"attempts\": 3, \"nonRetryable\": [\"TimeoutException\"] }"));

        plan.Steps.Single().Retry!.NonRetryable.ShouldBe(["TimeoutException"]);
        DocumentCases.Plan(DocumentCases.Of("\"Refuse\": { \"agent\": \"refuse\", \"takes\": \"input.number\" }", "\"defaults\": { \"retry\": { \"attempts\": 2, \"nonRetryable\": \"TimeoutException\" } },"))
            .Steps.Single().Retry!.NonRetryable.ShouldBe(["TimeoutException"]);
    }

    [Theory]
    [InlineData("\"delay\": { }", "PDR503 <{> 'delay' of step 'Refuse' has no 'by', which says what decides how long it is")]
    [InlineData("\"delay\": { \"by\": \"input.number\" }", "PDR232 <\"input.number\"> Delay 'Refuse.delay' is 'input.number', which is 'string' and not 'TimeSpan' or 'DateTimeOffset'")]
    [InlineData("\"delay\": { \"by\": \"input.pause\" }", "PDR232 <\"input.pause\"> Delay 'Refuse.delay' is 'input.pause', which is 'System.TimeSpan?' and not 'TimeSpan' or 'DateTimeOffset'")]
    [InlineData("\"delay\": { \"by\": \"Refuse.text\" }", "PDR505 <\"Refuse.text\"> 'delay.by' of step 'Refuse' refers to 'Refuse.text', but a step does not take its own result")]
    [InlineData("\"queue\": { \"key\": \"input.number\" }", "PDR503 <{> 'queue' of step 'Refuse' has no 'name', which is that of the queue")]
    [InlineData("\"queue\": { \"name\": \"bnk\" }", "PDR504 <\"bnk\"> Step 'Refuse' names the queue 'bnk', which nobody declares: did you mean 'bank'")]
    [InlineData("\"queue\": { \"name\": \"bank\", \"key\": \"input.limit\" }", "PDR211 <\"input.limit\"> Step 'Refuse' is on queue 'bank', by the key 'input.limit', which is 'decimal': a key is a text, a whole number, a Guid or an enum")]
    [InlineData("\"retry\": { \"attempts\": 3, \"nonRetryable\": \"TimeoutExcpetion\" }", "PDR504 <\"TimeoutExcpetion\"> Step 'Refuse' names the type 'TimeoutExcpetion', which there is not: did you mean 'TimeoutException'")]
    [InlineData("\"retry\": { \"attempts\": 3, \"nonRetryable\": [\"Receipt\"] }", "PDR202 <{ \"attempts\": 3, \"nonRetryable\": [\"Receipt\"] }> Step 'Refuse' has a retry with 'Receipt' in NonRetryable, which is no exception type that could be thrown")]
    public void WhatIsWrongIsToldAtItsPlace(string says, string told) => DocumentCases.ShouldFind(Refuse(says), told);

    [Fact]
    public void TheWaitOfAMappedStepComesBeforeItsItems() => DocumentCases.ShouldFind(
        DocumentCases.Of("\"Book\": { \"agent\": \"book\", \"forEach\": \"input.lines\", \"delay\": { \"by\": \"item.text\" } }"),
        "PDR505 <\"item.text\"> 'delay.by' of step 'Book' refers to 'item.text', but the wait comes before the first item");

    [Fact]
    public void AKeyIsOfWhatTheStepTakes() => DocumentCases.ShouldFind(
        DocumentCases.Of("\"Extract\": { \"agent\": \"extract\" }, \"Pay\": { \"agent\": \"pay\", \"takes\": { \"fields\": \"Extract\" }, \"queue\": { \"name\": \"bank\", \"key\": \"input.number\" } }"),
        "PDR211 <\"input.number\"> Step 'Pay' is on queue 'bank', by the key 'input.number', but the step takes nothing of 'input': a slot is for whom the step works");

    private static string Refuse(string says) => DocumentCases.Of($"\"Refuse\": {{ \"agent\": \"refuse\", \"takes\": \"input.number\", {says} }}");
}
