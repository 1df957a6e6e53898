namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR008Tests
{
    private const string Id = "PDR008";

    [Theory]
    [InlineData("public static int [|Definition|] => 1;", "Definition")]
    [InlineData("private static class [|Definition|];", "Definition")]
    [InlineData("private sealed class [|__Perdure|];", "__Perdure")]
    public Task AMemberOfAReservedNameIsReported(string member, string name) => Squiggles.AssertAsync(
        Id, Workflow("Measure", member), $"Workflow 'Measure' has a member '{name}' of its own, which the generator needs for a member of its own");

    [Theory]
    [InlineData("[|Definition|]")]
    [InlineData("[|__Perdure|]")]
    public async Task AClassOfAReservedNameIsReported(string name) => await Squiggles.AssertAsync(Id, Workflow("\"explicit\"", name, ""));

    [Theory]
    [InlineData("public static int Plan => 1;")]
    [InlineData("private static int definition => 1;")]
    public Task OtherNamesAreFree(string member) => Squiggles.AssertNoneAsync(Workflow("Measure", member));

    [Fact]
    public Task AStepMayTakeATypeOfThatName() => Squiggles.AssertNoneAsync("public sealed record Definition(string Text);" + Workflow("Measure", "[Step] private static void Define([Input] string text) { }"));

    private static string Workflow(string name, string member) => Workflow("\"measure\"", name, member);

    private static string Workflow(string durable, string name, string member) => $$"""

        [Workflow({{durable}})]
        public sealed partial class {{name}} : IWorkflow<string, int>
        {
            {{member}}
            [Step] private static int Count(string text) => text.Length;
        }
        """;
}
