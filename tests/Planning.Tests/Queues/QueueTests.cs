using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Queues;

public sealed class QueueTests
{
    [Fact]
    public void AKeyTakesWhatItsStepTakesFromWhereThatCameFrom()
    {
        PlanModel plan = Sketch.Plan("""
            Doc -> Out
            Split(Doc doc) -> Part[]
            [OnQueue(gpu, Key = Tenant)] Draw([ForEach] Part part, [Input] Doc doc) -> Picture
            [OnQueue(gpu), Result] Write(IReadOnlyList<Picture> pictures) -> Out
            queue gpu
            key Tenant(Doc doc, Part part)
            """).ShouldBePlanned();

        plan.Steps[0].Queue.ShouldBeNull();
        PlanQueue queue = plan.Steps[1].Queue!;
        (queue.Queue, queue.Key).ShouldBe(("gpu", "Tenant"));
        queue.Arguments.Select(argument => (argument.Parameter, argument.Producer, argument.IsItem)).ShouldBe([("doc", PlanArgument.Input, false), ("part", 0, true)]);
        plan.Steps[2].Queue.ShouldBe(new PlanQueue("gpu", null, default));
    }

    [Theory]
    [InlineData("[OnQueue(gpu, Key = Tenant)] Write(Doc doc) -> Out", "key Tenant(Doc doc)", "")]
    [InlineData("[OnQueue(gpus)] Write(Doc doc) -> Out", "key Tenant(Doc doc)", "PDR211 Write.Queue: Step 'Write' is on queue 'gpus', which no assembly declares: did you mean 'gpu'")]
    [InlineData("[OnQueue(printer)] Write(Doc doc) -> Out", "key Tenant(Doc doc)", "PDR211 Write.Queue: Step 'Write' is on queue 'printer', which no assembly declares: write [assembly: Queue(\"printer\", Concurrency = …)]")]
    [InlineData("[OnQueue(gpu, Key = Gone)] Write(Doc doc) -> Out", "key Tenant(Doc doc)", "PDR211 Write.QueueKey: Step 'Write' is on queue 'gpu', by the key 'Gone', which is no method of 'Sketched'")]
    [InlineData("[OnQueue(gpu, Key = Tenannt)] Write(Doc doc) -> Out", "key Tenant(Doc doc)", "PDR211 Write.QueueKey: Step 'Write' is on queue 'gpu', by the key 'Tenannt', which is no method of 'Sketched': did you mean 'Tenant'")]
    [InlineData("[OnQueue(gpu, Key = Write)] Write(Doc doc) -> Out", "key Tenant(Doc doc)", "PDR211 Write.QueueKey: Step 'Write' is on queue 'gpu', by the key 'Write', which is a step: a key is a method without [Step]")]
    [InlineData("[OnQueue(gpu, Key = Tenant)] Write(Doc doc) -> Out", "key Tenant(Doc other)", "PDR211 Write.QueueKey: Step 'Write' is on queue 'gpu', by the key 'Tenant', which takes 'Doc other', which the step does not take: did you mean 'doc'")]
    [InlineData("[OnQueue(gpu, Key = Tenant)] Write(Doc doc) -> Out", "key Tenant(Text doc)", "PDR211 Write.QueueKey: Step 'Write' is on queue 'gpu', by the key 'Tenant', which takes 'Text doc', and the step takes 'Doc' under this name")]
    [InlineData("[OnQueue(gpu, Key = Tenant)] Write(Doc doc) -> Out", "key Tenant(Doc doc) ! returns nothing", "PDR211 Write.QueueKey: Step 'Write' is on queue 'gpu', by the key 'Tenant', which returns nothing")]
    public void AQueueThatCannotBeIsAnError(string step, string key, string expected) => FindingCases.ShouldFind(
        $"""
        Doc -> Out
        {step}
        queue gpu
        {key}
        """,
        expected);

    [Theory]
    [InlineData("a member of what the step takes", """
        [OnQueue(gpu, Key = Tenant)] Write(Doc doc) -> Out
        """, "which is no method of 'Sketched' but a member of 'Doc': write a method that returns it", "member=Tenant parameter=doc")]
    [InlineData("a member of the workflow's input, which the step does not take", """
        Split(Doc doc) -> Part[]
        [OnQueue(gpu, Key = Tenant)] Draw([ForEach] Part part) -> Out
        """, "which is no method of 'Sketched' but a member of the workflow's input 'Doc', which the step does not take: write a method that returns it, and give the step a parameter '[Input] Doc input'", "")]
    [InlineData("a member of another step's result", """
        Read(Doc doc) -> Page
        [OnQueue(gpu, Key = Number)] Write(Doc doc) -> Out
        """, "which is no method of 'Sketched' but a member of 'Page' that 'Read' returns, which the step does not take: write a method that returns it, and give the step a parameter '[From(nameof(Read))] Page read'", "")]
    [InlineData("a member that an agent's step cannot take", """
        Split(Doc doc) -> Part[]
        [OnQueue(gpu, Key = Tenant)] Draw([ForEach] Part part) -> Out by DrawAgent
        agent DrawAgent: Part -> Out
        """, "which is no method of 'Sketched' but a member of the workflow's input 'Doc', which the step does not take: write a method that returns it, and let the input of 'DrawAgent' carry it, which is all that the step takes", "")]
    [InlineData("the workflow's input, which the step does not take", """
        Split(Doc doc) -> Part[]
        [OnQueue(gpu, Key = Whose)] Draw([ForEach] Part part) -> Out
        key Whose(Doc doc)
        """, "which takes 'Doc doc', which the step does not take: give the step a parameter '[Input] Doc doc'", "parameter=doc input=true")]
    [InlineData("another step's result, which the step does not take", """
        Read(Doc doc) -> Page
        [OnQueue(gpu, Key = Whose)] Write(Doc doc) -> Out
        key Whose(Page page)
        """, "which takes 'Page page', which the step does not take: give the step a parameter '[From(nameof(Read))] Page page'", "parameter=page steps=Read")]
    [InlineData("what only a later step gives", """
        [OnQueue(gpu, Key = Whose)] Read(Doc doc) -> Page
        Write(Page page) -> Out
        key Whose(Out written)
        """, "which takes 'Out written', which the step does not take", "")]
    [InlineData("a member of what only a later step gives", """
        [OnQueue(gpu, Key = Number)] Read(Doc doc) -> Draft
        Write(Draft draft) -> Page
        """, "which is no method of 'Sketched'", "")]
    [InlineData("all items of a mapped step", """
        Split(Doc doc) -> Part[]
        [OnQueue(gpu, Key = Whose)] Draw([ForEach] Part part) -> Out
        key Whose(Part[] parts)
        """, "which takes 'Part[] parts', of which the step takes one item at a time: take 'Part part'", "")]
    [InlineData("all items under the item's name", """
        Split(Doc doc) -> Part[]
        [OnQueue(gpu, Key = Whose)] Draw([ForEach] Part part) -> Out
        key Whose(List<Part> part)
        """, "which takes 'List<Part> part', of which the step takes one item at a time: take 'Part part'", "")]
    public void WhatTheKeyWantsSaysHowItIsHad(string wanted, string steps, string problem, string properties)
    {
        wanted.ShouldNotBeEmpty();
        Finding finding = Sketch.Plan($"""
            Doc -> Out[]
            {steps}
            queue gpu
            members Doc: string Tenant
            members Page: int Number
            """).Findings.First(finding => finding.Rule.Id == "PDR211");

        string key = steps.Split("Key = ")[1].Split(')')[0];
        finding.Message.ShouldEndWith($" is on queue 'gpu', by the key '{key}', {problem}");
        string.Join(' ', finding.Properties).ShouldBe(properties);
    }
}
