namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR026Tests
{
    private const string Id = "PDR026";

    [Theory]
    [InlineData("file sealed class Local;", "typeof(Local)", "which is given the file-scoped type 'Local'")]
    [InlineData("file sealed class Local { internal class Inner; }", "typeof(List<Local.Inner[]>)", "which is given the file-scoped type 'Local'")]
    [InlineData("file enum Colour { Red }", "Colour.Red", "which is given the file-scoped type 'Colour'")]
    [InlineData("file enum Colour { Red }", "new[] { Colour.Red }", "which is given the file-scoped type 'Colour'")]
    public Task AConstantThatHasNoNameElsewhereIsReported(string declaration, string value, string what) => Squiggles.AssertAsync(
        Id,
        $"{declaration}\n[[|DeskAgent(Any = {value})|]] public sealed partial class FirstAgent : IAgent<string, string>;\n{Kind("public")}",
        $"Agent 'FirstAgent' is marked [DeskAgent], {what}, so generated code could not name it");

    [Fact]
    public Task AFileScopedKindIsReported() => Squiggles.AssertAsync(
        Id,
        $"[[|DeskAgent|]] public sealed partial class FirstAgent : IAgent<string, string>;\n{Kind("file")}",
        "Agent 'FirstAgent' is marked [DeskAgent], which is the file-scoped type 'DeskAgentAttribute', so generated code could not name it");

    [Fact]
    public Task APrivateKindIsReported() => Squiggles.AssertAsync(
        Id,
        $$"""
        public static partial class Around
        {
            [[|DeskAgent|]] public sealed partial class FirstAgent : IAgent<string, string>;
            {{Kind("private")}}
        }
        """,
        "Agent 'FirstAgent' is marked [DeskAgent], which is private, so generated code could not name it");

    [Theory]
    [InlineData("typeof(List<>)")]
    [InlineData("new object?[] { typeof(string), null, DayOfWeek.Friday, 1.5 }")]
    [InlineData("null")]
    public Task OthersAreFine(string value) => Squiggles.AssertNoneAsync($"[DeskAgent(Any = {value})] public sealed partial class FirstAgent : IAgent<string, string>;\n{Kind("internal")}");

    private static string Kind(string access) => $$"""
        [AgentRuntime(typeof(DeskConnector), AgentAbilities.None)] {{access}} sealed class DeskAgentAttribute : RemoteAgentAttribute { public object? Any { get; set; } }

        {{(access == "public" ? "public" : access)}} class DeskConnector : IAgentConnector<DeskAgentAttribute>
        {
            public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(DeskAgentAttribute attribute, RemoteAgentTypes types) => throw new NotSupportedException();
        }
        """;
}
