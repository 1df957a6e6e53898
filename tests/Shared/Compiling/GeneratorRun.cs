using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Perdure.Generators;
using Shouldly;

namespace Perdure.Tests.Compiling;

/// <summary>What the generator makes of a compilation.</summary>
public sealed class GeneratorRun
{
    private GeneratorRun(GeneratorDriver driver, Compilation compilation, ImmutableArray<AdditionalText> documents)
    {
        Documents = documents;
        Driver = driver;
        Compilation = (CSharpCompilation)compilation;
        Files = driver.GetRunResult().GeneratedTrees
            .Where(tree => !tree.FilePath.EndsWith("EmbeddedAttribute.cs", StringComparison.Ordinal))
            .ToImmutableSortedDictionary(tree => Path.GetFileName(tree.FilePath), tree => tree.ToString(), StringComparer.Ordinal);
    }

    /// <summary>The driver after the run; a second run begins with it.</summary>
    public GeneratorDriver Driver { get; }

    /// <summary>The compilation with what was generated.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The files of the project that are no C#.</summary>
    public ImmutableArray<AdditionalText> Documents { get; }

    /// <summary>The generated files by name, without the embedded attribute that every project gets.</summary>
    public ImmutableSortedDictionary<string, string> Files { get; }

    /// <summary>The generated file of a workflow.</summary>
    /// <param name="workflow">The full name of the class.</param>
    public string File(string workflow) => Files[workflow + ".workflow.g.cs"];

    /// <summary>The compiler's errors, ours not among them.</summary>
    public ImmutableArray<Diagnostic> Errors => [.. Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];

    /// <summary>Runs the generator.</summary>
    /// <param name="compilation">The user's compilation.</param>
    /// <param name="documents">The files of the project that are no C#.</param>
    public static GeneratorRun Of(CSharpCompilation compilation, params TestDocument[] documents)
    {
        ArgumentNullException.ThrowIfNull(compilation);
        ImmutableArray<AdditionalText> texts = [.. documents];
        return Of(compilation, texts, CSharpGeneratorDriver.Create(
            [new WorkflowGenerator().AsSourceGenerator()],
            additionalTexts: texts,
            parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)));
    }

    /// <summary>Runs the generator on some sources.</summary>
    /// <param name="sources">The sources, each a file.</param>
    public static GeneratorRun Of(params string[] sources) => Of(TestCompilation.Create(sources));

    /// <summary>Runs it again, after an edit.</summary>
    /// <param name="edited">The edited compilation.</param>
    public GeneratorRun Again(CSharpCompilation edited) => Of(edited, Documents, Driver);

    /// <summary>Runs it again, after an edit of a document.</summary>
    /// <param name="old">The document.</param>
    /// <param name="edited">What it has become.</param>
    public GeneratorRun Again(TestDocument old, TestDocument edited)
    {
        CSharpCompilation before = Compilation.RemoveSyntaxTrees(Driver.GetRunResult().GeneratedTrees);
        return Of(before, Documents.Replace(old, edited), Driver.ReplaceAdditionalText(old, edited));
    }

    /// <summary>Sees that the generated code compiles, without a warning in it.</summary>
    /// <returns>The same run.</returns>
    public GeneratorRun ShouldCompile()
    {
        Compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error || (diagnostic.Severity == DiagnosticSeverity.Warning && IsGenerated(diagnostic)))
            .Select(diagnostic => diagnostic.ToString())
            .ShouldBeEmpty();
        return this;
    }

    /// <summary>Compiles and loads the assembly.</summary>
    /// <param name="others">Assemblies that it references, loaded before.</param>
    public Assembly Load(params GeneratorRun[] others)
    {
        ArgumentNullException.ThrowIfNull(others);
        var context = new AssemblyLoadContext(Compilation.AssemblyName, isCollectible: true);
        foreach (GeneratorRun other in others) context.LoadFromStream(other.Emit());
        return context.LoadFromStream(Emit());
    }

    /// <summary>The compiled assembly, to be referenced.</summary>
    public MetadataReference ToReference() => MetadataReference.CreateFromStream(Emit());

    /// <summary>The plan of a workflow in the compiled assembly.</summary>
    /// <param name="workflow">The full name of the class.</param>
    public WorkflowPlan LoadPlan(string workflow)
    {
        Type type = Load().GetType(workflow, throwOnError: true)!;
        PropertyInfo definition = type.GetProperty("Definition", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        return (WorkflowPlan)definition.GetValue(null)!;
    }

    private static GeneratorRun Of(CSharpCompilation compilation, ImmutableArray<AdditionalText> documents, GeneratorDriver driver)
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out ImmutableArray<Diagnostic> diagnostics);
        diagnostics.ShouldBeEmpty();
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        if (result.Exception is { } exception) throw new InvalidOperationException("The generator threw", exception);
        return new GeneratorRun(driver, output, documents);
    }

    private static bool IsGenerated(Diagnostic diagnostic) => diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true;

    private MemoryStream Emit()
    {
        ShouldCompile();
        var stream = new MemoryStream();
        Compilation.Emit(stream).Success.ShouldBeTrue();
        stream.Position = 0;
        return stream;
    }
}
