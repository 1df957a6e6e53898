using Perdure.Runtime.Tests.Engine.Faults;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Telemetry;

[Collection(TracingCollection.Name)]
public sealed class TracedTakeoverTests(MigratedServer server) : FaultTest(server)
{
    [Fact]
    public async Task AfterATakeoverFromAKilledWorkerTheTraceIsStillThatOfTheStarter()
    {
        using var recorder = new SpanRecorder();
        Steps.Hold("Two");
        await using var worker = WorkerProcess.Start(Database.ConnectionString, "doomed", 1.5);
        WorkflowHandle<string> run = await StartRunAsync();
        recorder.Root.Stop();
        await WaitUntilEnteredAsync("Two-1");
        await worker.KillAsync();
        Steps.Release("Two");

        await StartOtherWorkerAsync();

        (await run.GetResultAsync(Token)).ShouldBe("One/1 Two/2 Three/1");
        recorder.Spans.Select(span => span.OperationName).ShouldBe(["perdure.start three-in-a-row", "perdure.step Two", "perdure.step Three"]);
        recorder.Spans.Skip(1).ShouldAllBe(span => span.ParentSpanId == recorder.Single("perdure.start three-in-a-row").SpanId);
    }
}
