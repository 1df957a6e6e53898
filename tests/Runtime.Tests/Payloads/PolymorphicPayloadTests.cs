using System.Text.Json.Serialization;
using Perdure.Events;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Payloads;

/// <summary>Payloads of a base type: which type they are is told by the stored text, wherever in it that stands.</summary>
public sealed partial class PolymorphicPayloadTests(MigratedServer server) : EngineTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AWorkerThatTakesARunOverReadsAResultWhoseTypeIsNotToldFirst(bool withContext)
    {
        WorkflowPlan plan = Describe(withContext ? AnimalContext.Default : null);
        await using PerdureDatabase pools = PostgresStoreUnderTest.Pools(Database.ConnectionString);
        var store = new PostgresExecutionStore(pools, TimeProvider.System);
        TestHolder gone = await TestHolder.RegisterAsync(store, "gone", [plan]);
        var run = new NewExecution(Guid.CreateVersion7(), plan.Name, plan.Version, "default", 0, "\"in\"");
        await store.StartAsync(run, Token);
        await RecordAsync(gone, await gone.ClaimOneAsync(), """{"name":"Tom","lives":9,"$type":"cat"}""");
        await store.DeclareDeadAsync(gone.Id, Token);

        TestHost heir = await StartAsync(plan);

        (await heir.Client.WaitAsync(run.Id, Token)).Status.ShouldBe(ExecutionStatus.Success);
        (await Database.ScalarAsync<string>("select output #>> '{}' from perdure.execution_steps where step_id = 'Two'")).ShouldBe("Cat { Name = Tom, Lives = 9 }");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0, Two SUCCESS 1/0");
    }

    private static WorkflowPlan<string, string> Describe(JsonSerializerContext? context)
    {
        var animal = PayloadType.Of<Animal>(context);
        return TestPlan.Of(
            "describe",
            (step, call) => step == 0 ? throw new InvalidOperationException("it has its result") : new(call.Read<Animal>(0, animal).ToString()),
            new StepPlan("One") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = animal },
            TestPlan.Then("Two", 0));
    }

    /// <summary>Records the first step as its holder does, with a text of the test's own as its result.</summary>
    private static async Task RecordAsync(TestHolder holder, ClaimedRun run, string output) => (await holder.CommitAsync(run.Says(
        steps: [TestCheckpoint.Succeeded("One", output) with { Failures = 0 }],
        events:
        [
            new EventWrite(1, EventTypes.ExecutionCreated, null, null, null),
            new EventWrite(2, EventTypes.LockAcquired, null, null, """{"worker":"gone","token":"1"}"""),
            new EventWrite(3, EventTypes.ExecutionStarted, null, null, null),
            new EventWrite(4, EventTypes.StepStarted, "One", 1, null),
            new EventWrite(5, EventTypes.StepCompleted, "One", 1, null),
        ],
        state: """{"steps":2,"settled_through":1,"running":0,"waiting":0,"succeeded":1,"failed":0,"cancelled":0}"""))).ShouldHaveSingleItem();

    [JsonPolymorphic]
    [JsonDerivedType(typeof(Cat), "cat")]
    [JsonDerivedType(typeof(Dog), "dog")]
    internal abstract record Animal([property: JsonPropertyName("name")] string Name);

    internal sealed record Cat(string Name, [property: JsonPropertyName("lives")] int Lives) : Animal(Name)
    {
        public override string ToString() => $"Cat {{ Name = {Name}, Lives = {Lives} }}";
    }

    internal sealed record Dog(string Name) : Animal(Name);

    [JsonSerializable(typeof(Animal))]
    internal sealed partial class AnimalContext : JsonSerializerContext;
}
