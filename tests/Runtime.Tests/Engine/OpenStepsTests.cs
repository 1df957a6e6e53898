using System.Collections.Concurrent;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Whoever takes up a run that was parked reads of its items and rounds what is still of use, however many have settled.</summary>
public sealed class OpenStepsTests(MigratedServer server) : EngineTest(server)
{
    private readonly ConcurrentQueue<string> read = new();

    [Fact]
    public async Task OfALoopItIsTheLastRounds()
    {
        WorkflowPlan<string, string> plan = PartsPlan.Loop(
            "paced", static call => new($"{call.Round()}x"), static text => text.Length == 8, new RepeatPlan(WorkflowPlan.InputProducer) { Delay = TimeSpan.FromMilliseconds(100) });
        TestHost host = await StartAsync([plan], configure: null, services: Behind(store => new Reads(store, read)));

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("axxxxxxx");
        read.Last().ShouldBe("0/0 WAITING, 0/1 SUCCESS, 0/6 SUCCESS, 0/7 WAITING");
    }

    [Fact]
    public async Task OfAMapItIsTheItemsBehindTheMarkAndWhyTheFirstOneFailed()
    {
        WorkflowPlan<string[], string[]> plan = PartsPlan.Map(
            "marked",
            static (_, call) => call.Context switch
            {
                { Item: 3 } => throw new NonRetryableException("the third"),
                { Item: 8, Attempt: 1 } => throw new IOException("later"),
                { Item: 9 } => throw new NonRetryableException("the ninth"),
                _ => new(call.Item()),
            },
            result: 0,
            PartsPlan.Each("One", new MapPlan(WorkflowPlan.InputProducer) { MaxParallel = 1, Failures = ItemFailures.Tolerate, MaxFailures = 1 }, new RetryPolicy(2) { Delay = TimeSpan.FromHours(1) }));
        TestHost host = await StartAsync([plan], configure: null, services: Behind(store => new Reads(store, read)));
        WorkflowHandle<string[]> run = await host.Client.StartAsync(plan, [.. Enumerable.Range(1, 12).Select(item => $"{item}")], cancellationToken: Token);
        await WaitForStatusAsync(run.Id, "WAITING");
        await MakeDueAsync(run.Id);

        WorkflowFailedException failure = await Should.ThrowAsync<WorkflowFailedException>(run.GetResultAsync(Token).AsTask());

        failure.Error.Message.ShouldBe("2 of 12 items of step 'One' failed, the first one with: the third");
        failure.Error.Inner!.Message.ShouldBe("the third");
        read.Last().ShouldBe("0/0 WAITING, 1/0 SUCCESS, 3/0 FAILED, 8/0 WAITING");
    }

    /// <summary>Notes the rows that are read of runs that run in parts.</summary>
    private sealed class Reads(IExecutionStore inner, ConcurrentQueue<string> read) : DelegatingStore(inner)
    {
        public override async ValueTask<ILookup<Guid, StepRow>> ReadOpenStepsAsync(IReadOnlyList<Guid> executionIds, IReadOnlyList<StepMark> marks, CancellationToken cancellationToken)
        {
            ILookup<Guid, StepRow> rows = await base.ReadOpenStepsAsync(executionIds, marks, cancellationToken);
            read.Enqueue(string.Join(", ", rows[executionIds.Single()].OrderBy(row => row.Item).ThenBy(row => row.Round).Select(row => $"{row.Item}/{row.Round} {row.Status.ToText()}")));
            return rows;
        }
    }
}
