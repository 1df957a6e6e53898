using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Shouldly;

namespace Perdure.Tests.Compiling;

/// <summary>Perdure.Abstractions as projects below net10.0 have it: of remote agents it knows the attributes alone.</summary>
public static class OlderFramework
{
    private static readonly string[] Attributes = ["AgentAbilities.cs", "AgentRuntimeAttribute.cs", "RemoteAgentAttribute.cs"];

    private static readonly Lazy<MetadataReference> Abstractions = new(Compile);

    /// <summary>The same compilation in a project below net10.0.</summary>
    /// <param name="compilation">The compilation.</param>
    public static CSharpCompilation InOlderFramework(this CSharpCompilation compilation)
    {
        ArgumentNullException.ThrowIfNull(compilation);
        return compilation.ReplaceReference(Current(compilation), Abstractions.Value);
    }

    private static MetadataReference Current(CSharpCompilation compilation) => compilation.References.Single(reference => Path.GetFileName(reference.Display) == "Perdure.Abstractions.dll");

    private static PortableExecutableReference Compile()
    {
        string folder = Path.GetFullPath(Path.Combine(ThisFolder(), "../../../src/Abstractions"));
        IEnumerable<string> files = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[0].Equals("obj", StringComparison.Ordinal))
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) != "Remote" || Attributes.Contains(Path.GetFileName(file)));
        CSharpCompilation compilation = TestCompilation.Named("Perdure.Abstractions", [], [.. files.Select(File.ReadAllText)]);
        using var stream = new MemoryStream();
        compilation.RemoveReferences(Current(compilation)).Emit(stream).Success.ShouldBeTrue();
        return MetadataReference.CreateFromImage(stream.ToArray());
    }

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
