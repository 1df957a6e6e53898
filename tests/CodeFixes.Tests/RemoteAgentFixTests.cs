namespace Perdure.CodeFixes.Tests;

/// <summary>The mends of remote agents, and of the steps that they ask.</summary>
public sealed class RemoteAgentFixTests
{
    [Fact]
    public async Task ARemoteAgentIsMadePartial()
    {
        Fixes fixes = await Fixes.OfAsync(new MakePartialFixer(), "[LangGraphAgent(\"desk\")]\npublic sealed class DeskAgent : IAgent<string, string>;\n", RemoteKinds.Source);

        (await fixes.ApplyAsync("Make 'DeskAgent' partial")).ShouldBe("[LangGraphAgent(\"desk\")]\npublic sealed partial class DeskAgent : IAgent<string, string>;\n");
    }

    [Fact]
    public async Task OfTwoMarksEitherIsLeftOut()
    {
        Fixes remote = await Fixes.OfAsync(new LeaveOutFixer(), Empty("[Agent, LangGraphAgent(\"desk\"), Retry(3)]"), RemoteKinds.Source);
        Fixes local = await Fixes.OfAsync(new LeaveOutFixer(), Answering("[Agent, LangGraphAgent(\"desk\"), Retry(3)]"), RemoteKinds.Source);

        (await remote.TitlesAsync()).ShouldBe(["Leave out '[LangGraphAgent]'", "Leave out '[Agent]'"]);
        (await remote.ApplyAsync("Leave out '[Agent]'")).ShouldBe(Empty("[LangGraphAgent(\"desk\"), Retry(3)]"));
        (await local.ApplyAsync("Leave out '[LangGraphAgent]'")).ShouldBe(Answering("[Agent, Retry(3)]"));
    }

    [Fact]
    public async Task WhatStandsAboveTheFirstMarkStays()
    {
        Fixes fixes = await Fixes.OfAsync(new LeaveOutFixer(), Empty("/// <summary>Writes.</summary>\n[Agent]\n[LangGraphAgent(\"desk\")]"), RemoteKinds.Source);

        (await fixes.ApplyAsync("Leave out '[Agent]'")).ShouldBe(Empty("/// <summary>Writes.</summary>\n[LangGraphAgent(\"desk\")]"));
    }

    [Theory]
    [InlineData("[Step, OnInterrupt<bool>(Timeout = \"7d\")]", "[Step]")]
    [InlineData("[Step]\n    [Perdure.OnInterruptAttribute<bool>]\n    [Retry(2)]", "[Step]\n    [Retry(2)]")]
    [InlineData("[OnInterrupt<bool>]\n    [Step]", "[Step]")]
    public async Task WhereNobodyAsksNobodyIsAnswered(string before, string after)
    {
        Fixes fixes = await Fixes.OfAsync(new LeaveOutFixer(), Workflow(before));

        (await fixes.ApplyAsync("Leave out '[OnInterrupt]'")).ShouldBe(Workflow(after));
    }

    [Fact]
    public async Task ATimeWithoutAUnitGetsOne()
    {
        const string Agent = "\n[LangGraphAgent(\"desk\")] public sealed partial class DeskAgent : IAgent<string, string>;\n";
        Fixes fixes = await Fixes.OfAsync(new WriteDurationFixer(), Declared("[Step<DeskAgent>, OnInterrupt<bool>(Timeout = \"7 days\")]") + Agent, RemoteKinds.Source);

        (await fixes.ApplyAsync("Write \"7d\"")).ShouldBe(Declared("[Step<DeskAgent>, OnInterrupt<bool>(Timeout = \"7d\")]") + Agent);
    }

    private static string Empty(string marks) => $"{marks}\npublic sealed partial class DeskAgent : IAgent<string, string>;\n";

    private static string Answering(string marks) => $$"""
        {{marks}}
        public sealed partial class DeskAgent : IAgent<string, string>
        {
            public ValueTask<string> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(input);
        }
        """;

    private static string Workflow(string marks) => $$"""
        [Workflow]
        public sealed partial class Report : IWorkflow<string, string>
        {
            {{marks}}
            private static string Write(string topic) => topic;
        }
        """;

    private static string Declared(string marks) => $$"""
        [Workflow]
        public sealed partial class Report : IWorkflow<string, string>
        {
            {{marks}}
            private partial ValueTask<string> Write(string topic);
        }
        """;
}
