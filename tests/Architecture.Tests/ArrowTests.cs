using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Shouldly;
using Xunit;

namespace Perdure.Architecture.Tests;

public sealed class ArrowTests
{
    private static readonly string[] Platform = ["System", "Microsoft.Win32", "netstandard"];

    public static TheoryData<string> Sources => [.. Projects("src").Select(project => project.Name)];

    [Fact]
    public void EveryProjectOfSrcHasItsArrowsWrittenDown() =>
        Projects("src").Select(project => project.Name).ShouldBe(Arrows.All.Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Sources))]
    public void AProjectFileReferencesOnlyWhatItsArrowsAllow(string name)
    {
        var allowed = Arrows.All[name].Projects.Select(target => $"src/{target}/{target}.csproj");

        Projects("src").Single(project => project.Name == name).References.Except(allowed).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void AnAssemblyNamesOnlyWhatItsArrowsAllow(string name)
    {
        var allowed = Arrows.All[name];

        NamedBy(name)
            .Where(reference => !Platform.Any(part => reference == part || reference.StartsWith(part + ".", StringComparison.Ordinal)))
            .Except(allowed.Projects.Select(project => $"Perdure.{project}").Concat(allowed.Libraries))
            .ShouldBeEmpty();
    }

    [Fact]
    public void NothingOfSrcReferencesASampleOrATest() =>
        Projects("src").SelectMany(project => project.References.Concat(project.Analyzers)).ShouldAllBe(target => target.StartsWith("src/", StringComparison.Ordinal));

    [Fact]
    public void NothingThatRunsNamesTheCompilerHalf()
    {
        string[] compilerHalf = ["src/Generators/Generators.csproj", "src/CodeFixes/CodeFixes.csproj"];

        Projects("samples").SelectMany(project => project.References).Intersect(compilerHalf).ShouldBeEmpty();
        Arrows.All.Where(entry => entry.Key is not "CodeFixes").SelectMany(entry => entry.Value.Projects).ShouldNotContain("Generators");
    }

    private static IEnumerable<ProjectFile> Projects(string room) => Repository.Projects.Where(project => project.Room == room);

    private static IReadOnlyList<string> NamedBy(string project)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"Perdure.{project}.dll")));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
