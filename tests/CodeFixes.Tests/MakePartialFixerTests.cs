namespace Perdure.CodeFixes.Tests;

public sealed class MakePartialFixerTests
{
    [Fact]
    public async Task AWorkflowIsMadePartial()
    {
        Fixes fixes = await Fixes.OfAsync(new MakePartialFixer(), """
            [Workflow]
            public sealed class Greeting : IWorkflow<string, int>
            {
                [Step]
                private static int Count(string name) => name.Length;
            }
            """);

        (await fixes.ApplyAsync("Make 'Greeting' partial")).ShouldBe("""
            [Workflow]
            public sealed partial class Greeting : IWorkflow<string, int>
            {
                [Step]
                private static int Count(string name) => name.Length;
            }
            """);
    }

    [Fact]
    public async Task AClassWithoutModifiersKeepsWhatStandsBeforeIt()
    {
        Fixes fixes = await Fixes.OfAsync(new MakePartialFixer(), """
            [Workflow]
            // Counts letters.
            class Greeting : IWorkflow<string, int>
            {
                [Step]
                private static int Count(string name) => name.Length;
            }
            """);

        (await fixes.ApplyAsync("Make 'Greeting' partial")).ShouldBe("""
            [Workflow]
            // Counts letters.
            partial class Greeting : IWorkflow<string, int>
            {
                [Step]
                private static int Count(string name) => name.Length;
            }
            """);
    }

    [Fact]
    public async Task TheTypesAroundItAreMadePartialWithIt()
    {
        Fixes fixes = await Fixes.OfAsync(new MakePartialFixer(), """
            public static class Outer
            {
                public partial record Middle
                {
                    [Workflow]
                    public class Greeting : IWorkflow<string, int>
                    {
                        [Step]
                        private static int Count(string name) => name.Length;
                    }
                }
            }
            """);

        (await fixes.TitlesAsync()).ShouldBe(["Make 'Outer' partial", "Make 'Greeting' and 'Outer' partial"]);
        (await fixes.ApplyAllAsync()).ShouldBe("""
            public static partial class Outer
            {
                public partial record Middle
                {
                    [Workflow]
                    public partial class Greeting : IWorkflow<string, int>
                    {
                        [Step]
                        private static int Count(string name) => name.Length;
                    }
                }
            }
            """);
    }

    [Fact]
    public async Task AllWorkflowsOfAProjectAreMadePartialAtOnce()
    {
        const string Source = """
            public static class Workflows
            {
                [Workflow]
                public class First : IWorkflow<string, int>
                {
                    [Step]
                    private static int Count(string name) => name.Length;
                }

                [Workflow]
                public class Second : IWorkflow<string, int>
                {
                    [Step]
                    private static int Count(string name) => name.Length;
                }
            }
            """;
        Fixes fixes = await Fixes.OfAsync(new MakePartialFixer(), Source);

        (await fixes.ApplyAllAsync()).ShouldBe(Source
            .Replace("static class", "static partial class", StringComparison.Ordinal)
            .Replace("public class", "public partial class", StringComparison.Ordinal));
    }
}
