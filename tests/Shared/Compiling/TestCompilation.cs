using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Perdure.Tests.Compiling;

/// <summary>Makes compilations as a user's project would be: nullable, with the usual usings, and with Perdure.Abstractions.</summary>
public static class TestCompilation
{
    /// <summary>The path of the first source.</summary>
    public const string FirstPath = "Source1.cs";

    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Perdure;
        """;

    /// <summary>The assemblies that test sources need: each one that is left out saves time in each of hundreds of compilations.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "netstandard", "System.Private.CoreLib", "System.Private.Uri", "System.Runtime", "System.Collections", "System.Collections.Immutable", "System.ComponentModel",
        "System.ComponentModel.Primitives", "System.Console", "System.Linq", "System.Linq.Expressions", "System.Memory", "System.Net.Http", "System.ObjectModel",
        "System.Text.Json", "System.Threading", "System.Diagnostics.Debug", "System.Diagnostics.Tools", "Microsoft.CSharp", "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options", "Npgsql", "Perdure.Abstractions", "System.Data.Common",
    };

    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest);

    private static readonly Lazy<ImmutableArray<MetadataReference>> Platform = new(ReadPlatform);

    /// <summary>A library of some sources.</summary>
    /// <param name="sources">The sources, each a file.</param>
    public static CSharpCompilation Create(params string[] sources) => Named("Sample", [], sources);

    /// <summary>A library of a name.</summary>
    /// <param name="assembly">The assembly's name.</param>
    /// <param name="references">What it references beside the platform and Perdure.Abstractions.</param>
    /// <param name="sources">The sources, each a file.</param>
    public static CSharpCompilation Named(string assembly, IEnumerable<MetadataReference> references, params string[] sources) => CSharpCompilation.Create(
        assembly,
        [ParseFile(Usings, "GlobalUsings.cs"), .. sources.Select((source, index) => ParseFile(source, $"Source{index + 1}.cs"))],
        Platform.Value.AddRange(references),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>Parses a file with the options of all others.</summary>
    /// <param name="source">The text.</param>
    /// <param name="path">The file's path.</param>
    public static SyntaxTree ParseFile(string source, string path) => CSharpSyntaxTree.ParseText(source, Parse, path);

    /// <summary>The same compilation with another text of a file.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="source">The new text.</param>
    /// <param name="path">The file.</param>
    public static CSharpCompilation With(this CSharpCompilation compilation, string source, string path = FirstPath)
    {
        SyntaxTree? old = compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == path);
        SyntaxTree tree = ParseFile(source, path);
        return old is null ? compilation.AddSyntaxTrees(tree) : compilation.ReplaceSyntaxTree(old, tree);
    }

    /// <summary>The same compilation as an older compiler, or a user who keeps to an older language, would read it.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="version">The version of C#.</param>
    public static CSharpCompilation In(this CSharpCompilation compilation, LanguageVersion version)
    {
        ArgumentNullException.ThrowIfNull(compilation);
        CSharpParseOptions options = Parse.WithLanguageVersion(version);
        return compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(compilation.SyntaxTrees.Select(tree => CSharpSyntaxTree.ParseText(tree.ToString(), options, tree.FilePath)));
    }

    private static ImmutableArray<MetadataReference> ReadPlatform()
    {
        string[] trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return [.. trusted.Where(IsOfPlatform).Select(path => MetadataReference.CreateFromFile(path))];
    }

    private static bool IsOfPlatform(string path) => Known.Contains(Path.GetFileNameWithoutExtension(path));
}
