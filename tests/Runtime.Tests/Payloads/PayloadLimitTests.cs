using System.Text.Json;
using System.Text.Json.Nodes;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Payloads;

/// <summary>Payloads that are too large, too deep or not of this world: whose step fails, and what goes on beside it.</summary>
public sealed class PayloadLimitTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task AnInputThatIsTooLargeIsRefusedAtTheStart()
    {
        WorkflowPlan<string, string> plan = Repeat;
        TestHost host = await StartAsync([plan], options => options.MaxPayloadBytes = 1_000);

        (await Should.ThrowAsync<PayloadException>(async () => await host.Client.StartAsync(plan, new string('x', 999), cancellationToken: Token))).Message.ShouldBe(
            "The input of workflow 'repeat' takes 1,001 bytes as it is stored, more than the 1,000 of PerdureOptions.MaxPayloadBytes: keep what is that large elsewhere, and hand on where it is");
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(0);
    }

    [Fact]
    public async Task AResultThatIsTooLargeFailsItsStepWithoutARetryAndNothingElse()
    {
        WorkflowPlan<string, string> plan = Repeat;
        TestHost host = await StartAsync([plan], options => options.MaxPayloadBytes = 1_000);

        WorkflowHandle<string> large = await host.Client.StartAsync(plan, new string('x', 600), cancellationToken: Token);
        WorkflowHandle<string> small = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(async () => await large.GetResultAsync(Token))).Error;
        error.Type.ShouldBe("Perdure.PayloadException");
        error.Message.ShouldStartWith("The result of step 'One' takes 1,202 bytes as it is stored, more than the 1,000 of PerdureOptions.MaxPayloadBytes");
        (await StepsAsync(large.Id)).ShouldBe("One FAILED 1/1", "the policy allows five attempts, and each would be as large");
        (await small.GetResultAsync(Token)).ShouldBe("xx");
    }

    [Fact]
    public async Task AResultUpToTheLimitIsStored()
    {
        WorkflowPlan<string, string> plan = Repeat;
        TestHost host = await StartAsync([plan], options => options.MaxPayloadBytes = 100 * 1024 * 1024);
        string text = new('x', 20_000_000);

        (await (await host.Client.StartAsync(plan, text, cancellationToken: Token)).GetResultAsync(Token)).Length.ShouldBe(2 * text.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData((100 * 1024 * 1024) + 1)]
    public async Task ALimitThatIsNoneIsRefused(int limit) =>
        (await Should.ThrowAsync<PerdureConfigurationException>(() => StartAsync([Repeat], options => options.MaxPayloadBytes = limit))).Message.ShouldBe("PerdureOptions.MaxPayloadBytes is not between 1 byte and 100 MB");

    [Theory]
    [InlineData("too deep", "cannot be written as JSON")]
    [InlineData("half a pair", "cannot be written as JSON")]
    [InlineData("not a number", "cannot be written as JSON")]
    public async Task AResultThatNoJsonCanHoldFailsItsStepAndNothingElse(string kind, string error)
    {
        PayloadType nodes = PayloadType.Of<object>();
        var bad = new WorkflowPlan<string, object>("bad", 1, new Runner((_, call) => new(Make(call.Take()))))
        {
            Input = TestPlan.Text,
            Output = nodes,
            Steps = [TestPlan.First("One") is var step ? new StepPlan("One") { Inputs = step.Inputs, Output = nodes } : step],
            Result = 0,
        };
        TestHost host = await StartAsync(bad, Repeat);

        WorkflowHandle<object> run = await host.Client.StartAsync(bad, kind, cancellationToken: Token);

        (await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token))).Error.Message.ShouldStartWith($"The result of step 'One' {error}");
        (await (await host.Client.StartAsync(Repeat, "x", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("xx");
    }

    [Fact]
    public async Task AZeroCharacterIsStoredAndReadAsItIs()
    {
        WorkflowPlan<string, string> plan = Repeat;
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "a\0b", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("a\0ba\0b");
        (await EventsAsync(run.Id, "EXECUTION_COMPLETED")).ShouldBe("EXECUTION_COMPLETED");
    }

    [Fact]
    public async Task AnErrorWithAZeroCharacterIsReadBySqlLikeAnyOther()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("zero", static (_, _) => throw new InvalidOperationException("a\0b\ud800"), TestPlan.First("One"));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));

        (await EventsAsync(run.Id, "STEP_FAILED")).ShouldBe("STEP_FAILED One/1");
        (await Database.ScalarAsync<string>("select error ->> 'message' from perdure.executions")).ShouldBe("a\ufffdb\ufffd");
    }

    private static WorkflowPlan<string, string> Repeat { get; } =
        TestPlan.Of("repeat", static (_, call) => new(call.Take() + call.Take()), TestPlan.First("One", new RetryPolicy(5)));

    private static object Make(string kind)
    {
        if (kind == "half a pair") return JsonElement.Parse("""{"text":"\ud800"}""");
        if (kind == "not a number") return double.NaN;
        JsonNode node = new JsonObject();
        for (var depth = 0; depth < 5_000; depth++) node = new JsonArray(node);
        return node;
    }
}
