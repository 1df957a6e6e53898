using Perdure.Payloads;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>The same key of a workflow is the same run, however often and wherever its start is asked for.</summary>
public sealed class KeyedStartTests(MigratedServer server) : EngineTest(server)
{
    private const string Key = "order 42";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StartedAgainUnderItsKeyARunIsTheSameWhateverHasBecomeOfIt(bool besideItsWorker)
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Gated("keyed", gate);
        TestHost worker = await StartAsync(plan);
        await WarmUpAsync(worker);
        WorkflowClient client = besideItsWorker ? worker.Client : (await StartClientAsync()).Client;

        WorkflowHandle<string> first = await client.StartAsync(plan, "x", Under(Key), Token);
        WorkflowHandle<string> meanwhile = await client.StartAsync(plan, "x", Under(Key), Token);
        await gate.WaitForAsync();
        gate.Open();
        (await first.GetResultAsync(Token)).ShouldBe("x");
        WorkflowHandle<string> afterwards = await client.StartAsync(plan, "x", Under(Key), Token);

        meanwhile.Id.ShouldBe(first.Id);
        afterwards.Id.ShouldBe(first.Id);
        (await meanwhile.GetResultAsync(Token)).ShouldBe("x");
        (await afterwards.GetResultAsync(Token)).ShouldBe("x");
        gate.Entered.Count.ShouldBe(1);
        (await Database.ScalarAsync<long>("select count(*) from perdure.ready")).ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnotherInputUnderTheSameKeyIsAnError(bool besideItsWorker)
    {
        WorkflowPlan<string, string> plan = Echo("keyed");
        TestHost worker = await StartAsync(plan);
        await WarmUpAsync(worker);
        WorkflowClient client = besideItsWorker ? worker.Client : (await StartClientAsync()).Client;
        WorkflowHandle<string> run = await client.StartAsync(plan, "x", Under(Key), Token);

        StartConflictException conflict = await Should.ThrowAsync<StartConflictException>(async () => await client.StartAsync(plan, "y", Under(Key), Token));

        (conflict.ExecutionId, conflict.Workflow, conflict.Key).ShouldBe((run.Id, "keyed", Key));
        conflict.Message.ShouldBe($"Execution {run.Id} of 'keyed' was started under the key 'order 42' with another input: use another key for another input, or ask for that run");
        (await run.GetResultAsync(Token)).ShouldBe("x");
    }

    [Fact]
    public async Task OfManyStartsAtOnceUnderOneKeyOneStarts()
    {
        var gate = new Gate();
        gate.Open();
        WorkflowPlan<string, string> plan = Gated("keyed", gate);
        TestHost[] hosts = [await StartAsync(plan), await StartAsync(plan), await StartClientAsync()];

        WorkflowHandle<string>[] runs = await Task.WhenAll(Enumerable.Range(0, 60).Select(async n => await hosts[n % 3].Client.StartAsync(plan, $"{n / 20}", Under($"key {n / 20}"), Token)));

        foreach (WorkflowHandle<string> run in runs) await run.GetResultAsync(Token);
        runs.Select(run => run.Id).Distinct().Count().ShouldBe(3);
        gate.Entered.Count.ShouldBe(3);
    }

    [Fact]
    public async Task OfTwoInputsAtOnceUnderOneKeyOneIsRefused()
    {
        WorkflowPlan<string, string> plan = Echo("keyed");
        TestHost client = await StartClientAsync();

        Task<WorkflowHandle<string>>[] starts = [.. Enumerable.Range(0, 20).Select(n => client.Client.StartAsync(plan, n % 2 == 0 ? "even" : "odd", Under(Key), Token).AsTask())];
        await Task.WhenAll(starts).ContinueWith(static _ => { }, TaskScheduler.Default);

        string input = await Database.ScalarAsync<string>("select input #>> '{}' from perdure.executions");
        starts.Where((_, n) => (n % 2 == 0 ? "even" : "odd") == input).ShouldAllBe(start => start.IsCompletedSuccessfully);
        starts.Where((_, n) => (n % 2 == 0 ? "even" : "odd") != input).ShouldAllBe(start => start.Exception!.InnerException is StartConflictException);
    }

    [Fact]
    public async Task AKeyIsOfItsWorkflowAlone()
    {
        TestHost client = await StartClientAsync();

        WorkflowHandle<string> one = await client.Client.StartAsync(Echo("one"), "x", Under(Key), Token);
        WorkflowHandle<string> other = await client.Client.StartAsync(Echo("other"), "y", Under(Key), Token);

        other.Id.ShouldNotBe(one.Id);
    }

    [Theory]
    [InlineData("order 42")]
    [InlineData("Größe ≠ 1")]
    [InlineData("line\nbreak")]
    public async Task TheIdFollowsFromTheKeyInTheDatabaseAsInTheProgram(string key)
    {
        TestHost client = await StartClientAsync();

        WorkflowHandle<string> run = await client.Client.StartAsync(Echo("keyed"), "x", Under(key), Token);

        run.Id.Version.ShouldBe(8);
        (await Database.ScalarAsync<Guid>("select perdure.keyed_id('keyed', $1)", key)).ShouldBe(run.Id);
        (await Database.ScalarAsync<string>("select key from perdure.executions")).ShouldBe(key);
    }

    [Fact]
    public async Task AnInputThatIsEncodedAnewEachTimeIsTheSameInput()
    {
        WorkflowPlan<string, string> plan = Echo("keyed");
        TestHost client = await StartAsync([], options => options.RunWorker = false, build: builder => builder.EncodePayloadsWith(new AesGcmCodec("k", new Dictionary<string, byte[]> { ["k"] = new byte[32] })));

        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "x", Under(Key), Token);
        (await client.Client.StartAsync(plan, "x", Under(Key), Token)).Id.ShouldBe(run.Id);
    }

    [Fact]
    public async Task ADelayedRunIsThereAtOnceAndStartsWhenItIsDue()
    {
        var gate = new Gate();
        gate.Open();
        WorkflowPlan<string, string> plan = Gated("delayed", gate);
        TestHost host = await StartAsync(plan);
        await WarmUpAsync(host);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", new StartOptions { Delay = TimeSpan.FromHours(1) }, Token);
        (await (await host.Client.StartAsync(plan, "y", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("y");

        (await run.GetAsync(Token)).Status.ShouldBe(ExecutionStatus.Pending);
        (await Database.ScalarAsync<bool>("select due - created_at between interval '59 minutes' and interval '61 minutes' from perdure.ready")).ShouldBeTrue();
        gate.Entered.Count.ShouldBe(1);
        await MakeDueAsync(run.Id);
        (await run.GetResultAsync(Token)).ShouldBe("x");
    }

    [Theory]
    [InlineData("", 0, "StartOptions.Key has 0 characters: a key has from 1 to 500, or is left out")]
    [InlineData("a\0b", 0, "StartOptions.Key has a character U+0000, which PostgreSQL cannot store: leave it out")]
    [InlineData(null, -1, "StartOptions.Delay is -00:00:01: it goes from zero to ten years")]
    public async Task AnOptionThatCannotBeIsNamed(string? key, int delay, string message)
    {
        TestHost client = await StartClientAsync();
        var options = new StartOptions { Key = key, Delay = TimeSpan.FromSeconds(delay) };

        (await Should.ThrowAsync<ArgumentException>(async () => await client.Client.StartAsync(Echo("keyed"), "x", options, Token))).Message.ShouldBe(message);
    }

    private static StartOptions Under(string key) => new() { Key = key };

    private static WorkflowPlan<string, string> Echo(string name) => TestPlan.Of(name, static (_, call) => new(call.Take()), TestPlan.First("One"));

    private static WorkflowPlan<string, string> Gated(string name, Gate gate) => TestPlan.Of(
        name,
        async (_, call) =>
        {
            await gate.EnterAsync("One", call.CancellationToken);
            return call.Take();
        },
        TestPlan.First("One"));
}
