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
}
