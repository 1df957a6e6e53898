using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Perdure.Generators;

namespace Perdure.Micro;

/// <summary>The generator as the compiler and the editor run it: everything anew, and after an edit that concerns no workflow.</summary>
public class GeneratorBenchmarks
{
    private const string Usings = "global using System; global using System.Threading; global using System.Threading.Tasks; global using Perdure;";

    private CSharpCompilation compilation = null!;
    private CSharpCompilation edited = null!;
    private GeneratorDriver warm = null!;

    [Params(1, 10, 100)]
    public int Workflows { get; set; }

    [GlobalSetup]
    public void Compile()
    {
        var other = Parse("public static class Other { public static int One => 1; }");
        this.compilation = CSharpCompilation.Create(
            "Sample",
            [Parse(Usings), other, .. Enumerable.Range(0, Workflows).Select(workflow => Parse(Source(workflow)))],
            References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        this.edited = this.compilation.ReplaceSyntaxTree(other, Parse("public static class Other { public static int One => 2; }"));
        this.warm = Cold();
        if (this.warm.GetRunResult().GeneratedTrees.Length < Workflows)
        {
            throw new InvalidOperationException("Not every workflow was compiled");
        }
    }

    [Benchmark]
    public GeneratorDriver Cold() => CSharpGeneratorDriver.Create(new WorkflowGenerator()).RunGenerators(this.compilation);

    [Benchmark]
    public GeneratorDriver AfterAnUnrelatedEdit() => this.warm.RunGenerators(this.edited);

    private static SyntaxTree Parse(string source) => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest));

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));

    /// <summary>A workflow of eight steps: a fork, a join, a retry.</summary>
    private static string Source(int workflow)
    {
        var source = new StringBuilder();
        source.Append(System.Globalization.CultureInfo.InvariantCulture, $$"""
            namespace Sample{{workflow}};
            public sealed record Order(int Id, string Note);
            public sealed record Done(int Sum);
            [Workflow]
            public sealed partial class Flow{{workflow}} : IWorkflow<Order, Done>
            {

            """);
        for (var step = 0; step < 6; step++)
        {
            source.Append(System.Globalization.CultureInfo.InvariantCulture, $"    public sealed record R{step}(int Value);\n    [Step, Retry(5)] private static R{step} Step{step}(Order order) => new(order.Id + {step});\n");
        }

        source.Append("    public sealed record Left(int Value);\n    [Step] private static Left JoinLeft(R0 a, R1 b, R2 c) => new(a.Value + b.Value + c.Value);\n");
        source.Append("    [Step] private static Done Join(Left left, R3 a, R4 b, R5 c) => new(left.Value + a.Value + b.Value + c.Value);\n}\n");
        return source.ToString();
    }
}
