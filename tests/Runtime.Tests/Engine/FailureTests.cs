using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class FailureTests(MigratedServer server) : EngineTest(server)
{
    /// <summary>A database that refuses one result, as a constraint or a value that it cannot hold would.</summary>
    private const string RefusePoison = """
        create function refuse_poison() returns trigger language plpgsql as $$
          begin raise exception 'poison is not stored here' using errcode = 'check_violation'; end $$;
        create trigger refuse_poison before insert or update on perdure.execution_steps
          for each row when (new.output::text like '%poison%') execute function refuse_poison();
        """;

    [Fact]
    public async Task AnErrorIsStoredWithAllThatIsKnownOfItAndSurfacesTyped()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("broken", static (_, _) => Throw(), TestPlan.First("One"));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        WorkflowFailedException failed = await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        failed.ExecutionId.ShouldBe(run.Id);
        failed.Workflow.ShouldBe("broken");
        failed.Message.ShouldBe($"Execution {run.Id} of 'broken' failed: step 'One', attempt 1: it broke (System.InvalidOperationException), caused by: because (System.FormatException)");
        failed.Error.Step.ShouldBe("One");
        failed.Error.Attempt.ShouldBe(1);
        failed.Error.Stack!.ShouldContain(nameof(Throw));
        failed.Error.Inner.ShouldNotBeNull().Type.ShouldBe("System.FormatException");
        const string columns = "concat_ws(' ', error ->> 'type', error ->> 'message', error ->> 'step', error ->> 'attempt', (error ->> 'stack') is not null, error -> 'inner' ->> 'message')";
        const string stored = "System.InvalidOperationException it broke One 1 t because";
        (await Database.ScalarAsync<string>($"select {columns} from perdure.executions where id = $1", run.Id)).ShouldBe(stored);
        (await Database.ScalarAsync<string>($"select {columns} from perdure.execution_steps where execution_id = $1", run.Id)).ShouldBe(stored);
        (await Database.ScalarAsync<string>($"select {columns.Replace("error", "payload", StringComparison.Ordinal)} from perdure.execution_events where execution_id = $1 and event_type = 'STEP_FAILED'", run.Id)).ShouldBe(stored);
    }

    [Fact]
    public async Task TheSiblingsOfAFailedStepSettleAndAreRecorded()
    {
        var sibling = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "siblings",
            async (step, call) =>
            {
                if (step == 0) throw new InvalidOperationException("broken");
                await sibling.EnterAsync("Sibling", call.CancellationToken);
                return "kept";
            },
            TestPlan.First("Bad"),
            TestPlan.First("Sibling"),
            TestPlan.Then("Never", 0, 1));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await Wait.UntilAsync(async () => await StepsAsync(run.Id) == "Bad FAILED 1/1, Sibling RUNNING 1/0");
        (await run.GetAsync(Token)).Status.ShouldBe(ExecutionStatus.Running);
        sibling.Open();

        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        (await StepsAsync(run.Id)).ShouldBe("Bad FAILED 1/1, Sibling SUCCESS 1/0");
        (await Database.ScalarAsync<string>("select output #>> '{}' from perdure.execution_steps where step_id = 'Sibling'")).ShouldBe("kept");
    }

    [Fact]
    public async Task AResultThatIsNoJsonFailsItsStepAndNotTheWorker()
    {
        var circular = new Node();
        circular.Next = circular;
        PayloadType nodes = PayloadType.Of<Node>();
        var bad = new WorkflowPlan<string, Node>("circular", 1, new Runner((_, _) => new(circular)))
        {
            Input = TestPlan.Text,
            Output = nodes,
            Steps = [new StepPlan("One") { Output = nodes }],
            Result = 0,
        };
        WorkflowPlan<string, string> good = TestPlan.Of("good", static (_, call) => new(call.Take()), TestPlan.First("One"));
        TestHost host = await StartAsync(bad, good);

        WorkflowHandle<Node> run = await host.Client.StartAsync(bad, "x", cancellationToken: Token);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;
        error.Type.ShouldBe("Perdure.PayloadException");
        error.Message.ShouldStartWith($"The result of step 'One' cannot be written as JSON of type '{typeof(Node)}'");
        (await (await host.Client.StartAsync(good, "y", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("y");
    }

    [Fact]
    public async Task AnInputThatIsNoJsonIsRefusedAtTheStart()
    {
        var circular = new Node();
        circular.Next = circular;
        var plan = new WorkflowPlan<Node, None>("circular-input", 1, new Runner(static (_, _) => new((object?)null))) { Input = PayloadType.Of<Node>(), Steps = [new StepPlan("One")] };
        TestHost host = await StartAsync(plan);

        (await Should.ThrowAsync<PayloadException>(async () => await host.Client.StartAsync(plan, circular, cancellationToken: Token))).Message
            .ShouldStartWith("The input of workflow 'circular-input' cannot be written as JSON");
    }

    [Fact]
    public async Task AResultThatTheDatabaseRefusesFailsItsStepAndTheOtherRunsOfTheBatchGoOn()
    {
        await Database.ExecuteAsync(RefusePoison);
        var together = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "poisoned",
            async (_, call) =>
            {
                await together.EnterAsync("One", call.CancellationToken);
                return call.Take();
            },
            TestPlan.First("One"));
        TestHost host = await StartAsync([plan], options => options.Lanes = 1);

        var runs = new List<WorkflowHandle<string>>();
        for (var run = 0; run < 20; run++) runs.Add(await host.Client.StartAsync(plan, run == 7 ? "poison" : $"text {run}", cancellationToken: Token));
        await together.WaitForAsync(20);
        together.Open();

        WorkflowFailedException failed = await Should.ThrowAsync<WorkflowFailedException>(async () => await runs[7].GetResultAsync(Token));
        failed.Error.Message.ShouldBe("The database refuses to record the result: poison is not stored here");
        failed.Error.Step.ShouldBe("One");
        foreach (int other in Enumerable.Range(0, 20).Where(run => run != 7)) (await runs[other].GetResultAsync(Token)).ShouldBe($"text {other}");
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where attempt > 1")).ShouldBe(0);
    }

    [Fact]
    public async Task OfTwoResultsOfOneRunOnlyTheRefusedOneFails()
    {
        await Database.ExecuteAsync(RefusePoison);
        using var both = new Barrier(2);
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "half-poisoned",
            (step, call) =>
            {
                both.SignalAndWait(TimeSpan.FromSeconds(30), call.CancellationToken).ShouldBeTrue();
                return new(step == 0 ? "poison" : "good");
            },
            TestPlan.First("Bad"),
            TestPlan.First("Good"));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Step.ShouldBe("Bad");
        (await StepsAsync(run.Id)).ShouldBe("Bad FAILED 1/1, Good SUCCESS 1/0");
    }

    [Fact]
    public async Task AStepThatReadsWhatDoesNotFitFailsWithItsName()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "misread", static (_, call) => new(call.Read<int>(WorkflowPlan.InputProducer, PayloadType.Of<int>()).ToString(System.Globalization.CultureInfo.InvariantCulture)), TestPlan.First("One"));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "no number", cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message.ShouldStartWith("The input of the workflow cannot be read as 'System.Int32'");
    }

    [Fact]
    public async Task AnExceptionWhoseTextsCannotBeReadFailsItsStepOnceAndTheErrorSaysSo()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("unreadable", static (_, _) => throw new UnreadableException(), TestPlan.First("One"));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error;
        error.Type.ShouldBe(typeof(UnreadableException).FullName);
        error.Message.ShouldBe("The exception's own text could not be read: reading it threw System.NotSupportedException");
        error.Stack.ShouldBe(error.Message);
        (await StepsAsync(run.Id)).ShouldBe("One FAILED 1/1");
    }

    [Fact]
    public async Task ALogProviderThatThrowsChangesNothing()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "unlogged", static (_, call) => call.Context.Attempt == 1 ? throw new IOException("once") : throw new UnreadableException(), TestPlan.First("One", new RetryPolicy(2)));
        TestHost host = await StartAsync(
            [plan], null, services: static services => services.AddLogging(static logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new ThrowingLogs())));

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Attempt.ShouldBe(2);
        (await StepsAsync(run.Id)).ShouldBe("One FAILED 2/2");
        await StopAsync(host);
    }

    private static ValueTask<object?> Throw()
    {
        try
        {
            throw new FormatException("because");
        }
        catch (FormatException cause)
        {
            throw new InvalidOperationException("it broke", cause);
        }
    }

    /// <summary>A provider that cannot log what the engine says.</summary>
    private sealed class ThrowingLogs : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Perdure", StringComparison.Ordinal) ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => throw new IOException("the disk is full");

        public void Dispose()
        {
            // Nothing is held.
        }
    }

    private sealed class Node
    {
        public Node? Next { get; set; }
    }
}
