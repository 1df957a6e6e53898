namespace Perdure.Generators.Tests.Generation;

/// <summary>What [OnInterrupt] gives the plan, and its senders.</summary>
public sealed class OnInterruptTests
{
    private const string Report = """
        public sealed record Topic(string Title);
        public sealed record Approval(bool Yes);

        [LangGraphAgent("desk")] public sealed partial class DeskAgent : IAgent<Topic, string>;

        [Workflow]
        public sealed partial class Report : IWorkflow<Topic, string>
        {
            [Step<DeskAgent>, OnInterrupt<Approval>(Timeout = "7d")] private partial ValueTask<string> WriteDraft(Topic topic);
        }
        """;

    [Fact]
    public void ThePlanSaysWhatAnswers()
    {
        StepPlan step = GeneratorRun.Of(Report, RemoteKinds.Source).LoadPlan("Report").Steps.ShouldHaveSingleItem();

        step.Interrupt.ShouldNotBeNull();
        step.Interrupt.Signal.ShouldBe("write-draft");
        step.Interrupt.Answer.Type.Name.ShouldBe("Approval");
        step.Interrupt.Timeout.ShouldBe(TimeSpan.FromDays(7));
    }

    [Theory]
    [InlineData("[Step<DeskAgent>, OnInterrupt<Approval>(\"approved\")]", "approved", "Approved")]
    [InlineData("[Step<DeskAgent>(Id = \"Old\"), OnInterrupt<Approval>]", "old", "Old")]
    public void ItsSendersFindItByItsName(string marks, string name, string property)
    {
        GeneratorRun run = GeneratorRun.Of(Report.Replace("[Step<DeskAgent>, OnInterrupt<Approval>(Timeout = \"7d\")]", marks, StringComparison.Ordinal), RemoteKinds.Source).ShouldCompile();

        run.File("Report").ShouldContain($"public static global::Perdure.SignalDefinition<global::Approval> {property} {{ get; }} = new(\"{name}\", __Perdure.ApprovalPayload);");
        run.File("Report").ShouldContain($"Interrupt = new global::Perdure.InterruptPlan(\"{name}\", __Perdure.ApprovalPayload)");
        run.File("Report").ShouldContain($"answered by signal {name}");
    }

    [Fact]
    public void AnAnswerAndASignalEachHaveAName()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            public sealed record Question(string Topic, bool Loud);
            [LangGraphAgent("desk")] internal sealed partial class DeskAgent : IAgent<Question, string>;

            [Workflow]
            public sealed partial class Report : IWorkflow<string, string>
            {
                [Step<DeskAgent>, OnInterrupt<int>("may_I")] private partial ValueTask<string> Write(string topic, [Signal("may-i")] bool loud);
            }
            """,
            RemoteKinds.Source).ShouldCompile();

        run.File("Report").ShouldContain("SignalDefinition<bool> MayI { get; }");
        run.File("Report").ShouldContain("SignalDefinition<int> MayI2 { get; }");
    }

    [Fact]
    public void AnAnswerGoesThroughTheContextThatKnowsIt() =>
        GeneratorRun.Of(Report, RemoteKinds.Source, """
            [System.Text.Json.Serialization.JsonSerializable(typeof(Approval))]
            internal sealed partial class Json : System.Text.Json.Serialization.JsonSerializerContext;
            """).File("Report").ShouldContain("PayloadType.Of<global::Approval>(global::Json.Default)");

    [Fact]
    public void OfAWrongWorkflowTheSendersHaveTheShape() =>
        GeneratorRun.Of(Report.Replace("7d", "7", StringComparison.Ordinal), RemoteKinds.Source).ShouldCompile()
            .File("Report").ShouldContain("SignalDefinition<global::Approval> WriteDraft => throw");
}
