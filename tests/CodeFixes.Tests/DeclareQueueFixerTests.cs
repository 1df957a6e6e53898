namespace Perdure.CodeFixes.Tests;

public sealed class DeclareQueueFixerTests
{
    [Theory]
    [InlineData("", "[assembly: Queue(\"printer\", Concurrency = 1)]\n\n")]
    [InlineData("using System.Text;\n\n", "using System.Text;\n\n[assembly: Queue(\"printer\", Concurrency = 1)]\n\n")]
    [InlineData("using System.Text;\n\n[assembly: Queue(\"gpu\", Concurrency = 4)]\n\n", "using System.Text;\n\n[assembly: Queue(\"gpu\", Concurrency = 4)]\n[assembly: Queue(\"printer\", Concurrency = 1)]\n\n")]
    [InlineData("#define FAST\n", "#define FAST\n\n[assembly: Queue(\"printer\", Concurrency = 1)]\n")]
    [InlineData("// Whose it is.\n#define FAST\n#undef SLOW // why\n\n", "// Whose it is.\n#define FAST\n#undef SLOW // why\n\n[assembly: Queue(\"printer\", Concurrency = 1)]\n\n")]
    [InlineData("#if DEBUG\n#define FAST\n#endif\n\n", "#if DEBUG\n#define FAST\n#endif\n\n[assembly: Queue(\"printer\", Concurrency = 1)]\n\n")]
    public async Task TheQueueIsDeclaredAtTheTopOfTheFile(string before, string after)
    {
        Fixes fixes = await Fixes.OfAsync(new DeclareQueueFixer(), before + Workflow);

        (await fixes.ApplyAsync("Write '[assembly: Queue(\"printer\", Concurrency = 1)]'")).ShouldBe(after + Workflow);
    }

    private const string Workflow = """
        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step, OnQueue("printer")]
            private static int Count(string text) => text.Length;
        }

        """;
}
