namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR003Tests
{
    private const string Id = "PDR003";

    [Theory]
    [InlineData("public abstract partial class [|Greeting|]", "is abstract")]
    [InlineData("public partial class [|Greeting|]<T>", "is generic")]
    public Task AClassThatCannotBeAWorkflowIsReported(string declaration, string problem) => Squiggles.AssertAsync(
        Id,
        $$"""
        [Workflow]
        {{declaration}} : IWorkflow<string, int>
        {
            [Step] private static int Count(string name) => name.Length;
        }
        """,
        $"Workflow 'Greeting' {problem}, which a workflow cannot be");

    [Fact]
    public Task AStaticClassIsReported() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow]
        public static partial class [|Greeting|] : {|CS0714:IWorkflow<string, int>|}
        {
            [Step] private static int Count(string name) => name.Length;
        }
        """,
        "Workflow 'Greeting' is static, which a workflow cannot be");

    [Fact]
    public Task AFileScopedClassIsReported() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow]
        file sealed partial class [|Greeting|] : IWorkflow<string, int>
        {
            [Step] private static int Count(string name) => name.Length;
        }
        """,
        "Workflow 'Greeting' is file-scoped, which a workflow cannot be");

    [Theory]
    [InlineData("class Outer<T>", "internal", "is nested in the generic type 'Outer<T>'")]
    [InlineData("class Outer", "private", "is private")]
    [InlineData("class Outer", "protected", "is private")]
    public Task ANestedClassThatCannotBeReachedIsReported(string outer, string accessibility, string problem) => Squiggles.AssertAsync(
        Id,
        $$"""
        public partial {{outer}}
        {
            [Workflow]
            {{accessibility}} sealed partial class [|Greeting|] : IWorkflow<string, int>
            {
                [Step] private static int Count(string name) => name.Length;
            }
        }
        """,
        $"Workflow 'Greeting' {problem}, which a workflow cannot be");

    [Fact]
    public Task AnInputThatNobodyCouldNameIsReported() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow]
        public sealed partial class [|Greeting|] : IWorkflow<Greeting.Name[], int>
        {
            private sealed record Name(string Text);
            [Step] private static int Count(Name[] name) => name.Length;
        }
        """,
        "Workflow 'Greeting' takes or returns the private type 'Name[]', which a caller could not name");

    [Fact]
    public Task ResultsOfStepsMayBePrivate() => Squiggles.AssertNoneAsync(
        """
        [Workflow]
        public sealed partial class Greeting : IWorkflow<string, int>
        {
            private sealed record Name(string Text);
            [Step] private static Name Read(string text) => new(text);
            [Step] private static int Count(Name name) => name.Text.Length;
        }
        """);

    [Fact]
    public Task ANestedInternalRecordIsFine() => Squiggles.AssertNoneAsync(
        """
        internal static partial class Outer
        {
            [Workflow]
            internal sealed partial record Greeting : IWorkflow<string, int>
            {
                [Step] private static int Count(string name) => name.Length;
            }
        }
        """);
}
