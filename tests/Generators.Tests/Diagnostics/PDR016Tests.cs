namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR016Tests
{
    private const string Id = "PDR016";

    [Fact]
    public Task AStepOutsideOfAWorkflowIsReportedOnce() => Squiggles.AssertAsync(
        Id,
        "public class Mail { [[|Step|], Retry(3), Result] public static int Send([Input] string text) => text.Length; }",
        "[Step] on 'Send' has no meaning, because 'Mail' is not a [Workflow] class");

    [Fact]
    public Task ADeclaredStepOutsideOfAWorkflowIsReported() => Squiggles.AssertAsync(
        Id,
        Samples.DocumentTypes + "public abstract class Mail { [[|Step<SummarizeAgent>|]] public abstract ValueTask<Summary> Send(Document document); }",
        "[Step] on 'Send' has no meaning, because 'Mail' is not a [Workflow] class");

    [Fact]
    public Task WhatAnswersAnAgentBelongsToAStep() => Squiggles.AssertAsync(
        Id,
        "[Workflow] public sealed partial class Mail : IWorkflow<string, int> { [Step] private static int Send(string text) => Count(text); [[|OnInterrupt<bool>|]] private static int Count(string text) => text.Length; }",
        "[OnInterrupt] on 'Count' has no meaning, because 'Count' is not a step");

    [Fact]
    public Task ItIsTheStepThatMaps() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow]
        public sealed partial class Words : IWorkflow<string[], string?[]>
        {
            [Step, When(nameof(IsLong))] private static string Trim([ForEach] string word) => word.Trim();
            private static bool IsLong([[|ForEach|]] string word) => word.Length > 3;
        }
        """,
        "[ForEach] on 'word' has no meaning, because 'IsLong' is not a step");

    [Fact]
    public Task AClassWithTheContractOfAWorkflowLacksItsMark() => Squiggles.AssertAsync(
        Id,
        "public partial class [|Mail|] : IWorkflow<string, int> { [Step] private static int Send(string text) => text.Length; }",
        "[Step] on 'Send' has no meaning, because 'Mail' is not marked [Workflow]");

    [Fact]
    public Task AClassOfSeveralStepsLacksItsMarkOnce() => Squiggles.AssertAsync(
        Id,
        "public class [|Mail|] { [Step] public static int Read(string text) => 1; [Step, Retry(3)] public static void Send(int read) { } }",
        "[Step] on 'Read', 'Send' has no meaning, because 'Mail' is not marked [Workflow]");

    [Fact]
    public Task AConstructorIsNoStep() => Squiggles.AssertAsync(
        Id, "public class Mail { public Mail([[|Input|]] string text) { } }", "[Input] on 'text' has no meaning, because a constructor is not a step");

    [Fact]
    public Task ALocalFunctionIsNoStep() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step]
            private static int Count(string text)
            {
                return Inner();
                [[|Step|]] int Inner() => text.Length;
            }
        }
        """,
        "[Step] on 'Inner' has no meaning, because 'Inner' is a local function");

    [Fact]
    public Task WhatBelongsToStepsIsReportedOnOtherMethods() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step] private static int Count(string text) => Help(text);
            [[|After|](nameof(Count)), [|Retry|](3), [|Timeout|]("1s"), [|NotIdempotent|], [|Tag|]("t"), [|Result|]] private static int Help([[|Input|]] string text) => Other(text);
            private static int Other([[|From|](nameof(Count))] string text) => text.Length;
        }
        """,
        "[After] on 'Help' has no meaning, because 'Help' is not a step",
        "[Retry] on 'Help' has no meaning, because 'Help' is not a step",
        "[Timeout] on 'Help' has no meaning, because 'Help' is not a step",
        "[NotIdempotent] on 'Help' has no meaning, because 'Help' is not a step",
        "[Tag] on 'Help' has no meaning, because 'Help' is not a step",
        "[Result] on 'Help' has no meaning, because 'Help' is not a step",
        "[Input] on 'text' has no meaning, because 'Help' is not a step",
        "[From] on 'text' has no meaning, because 'Other' is not a step");

    [Fact]
    public Task PoliciesAreReportedOnOtherClasses() => Squiggles.AssertAsync(
        Id,
        "[[|Retry|](3)] public class Mail;",
        "[Retry] on 'Mail' has no meaning, because 'Mail' is neither a workflow nor an agent");

    [Fact]
    public Task AWorkflowAsAWholeIsNotIdempotentOrNot() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow, Retry(3), [|NotIdempotent|]]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step] private static int Count(string text) => text.Length;
        }
        """,
        "[NotIdempotent] on 'Measure' has no meaning, because it is said of a step or an agent");

    [Fact]
    public Task EachAttributeInItsPlaceIsFine() => Squiggles.AssertNoneAsync(
        """
        [Agent, Retry(3), Timeout("1s"), NotIdempotent]
        public sealed class LengthAgent : IAgent<string, int>
        {
            public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input.Length);
        }

        [Workflow, Retry(3), Timeout("1s")]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step<LengthAgent>, Retry(2)] private partial ValueTask<int> Count([Input] string text);
            [Step, After(nameof(Count)), Result, Timeout("1s"), NotIdempotent] private static int Tell([From(nameof(Count))] int count, StepContext context) => count;
        }
        """);
}
