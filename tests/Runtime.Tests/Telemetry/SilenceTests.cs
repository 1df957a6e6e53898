using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Runtime.Tests.Support;
using Perdure.Steps;
using Perdure.Storage;
using Perdure.Telemetry;
using Shouldly;

namespace Perdure.Runtime.Tests.Telemetry;

[Collection(TracingCollection.Name)]
public sealed class SilenceTests
{
    [Fact]
    public void WhileNobodyListensNothingIsAllocated()
    {
        var options = new PerdureOptions();
        using var meter = new EngineMeter(new LocalWorker(), new QueueGauge(null!, options, TimeProvider.System, new EngineLogger<QueueGauge>(NullLogger<QueueGauge>.Instance)));
        var telemetry = new EngineTelemetry(meter, TimeProvider.System);
        var start = new StepStart(Guid.Empty, TestPlan.Of("silent", static (_, _) => default, TestPlan.First("One")), 0, 1, new Dictionary<int, Perdure.Payloads.StoredPayload?>())
        {
            Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };
        var context = new AgentContext(Guid.Empty, "silent", "One", 1, "key", "agent");
        var run = new NewExecution(Guid.Empty, "silent", 1, "default", 0, null);
        var agent = new QuietAgent();
        Task<StepOutcome> attempt = Task.FromResult(new StepOutcome(0, null, null, Interrupted: false, []));
        Func<StepStart, CancellationToken, Task<StepOutcome>> attempting = (_, _) => attempt;
        Func<NewExecution, CancellationToken, ValueTask<bool>> starting = static (_, _) => new(true);
        Pass();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (var times = 0; times < 1_000; times++) Pass();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Pass()
        {
            _ = telemetry.AttemptAsync(start, attempting, CancellationToken.None);
            _ = telemetry.InvokeAsync(agent, 1, context, CancellationToken.None).AsTask();
            _ = telemetry.StartAsync(run, starting, CancellationToken.None).AsTask();
            meter.Ended("silent", ExecutionStatus.Success);
            meter.Lost("silent");
            meter.Notified(1, sent: true);
        }
    }

    private sealed class QuietAgent : IAgent<int, bool>
    {
        public ValueTask<bool> InvokeAsync(int input, AgentContext context, CancellationToken cancellationToken) => new(true);
    }
}
