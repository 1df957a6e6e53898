using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace Perdure.Architecture.Tests;

public sealed class LayoutTests
{
    private static readonly string[] Rooms = ["src", "samples", "tests", "bench"];

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("CHANGELOG.md")]
    [InlineData("LICENSE")]
    [InlineData("Dsl.sln")]
    [InlineData("global.json")]
    [InlineData(".editorconfig")]
    [InlineData("Directory.Packages.props")]
    [InlineData("test")]
    [InlineData(".ci/run")]
    [InlineData("db/migrations")]
    [InlineData("db/schema.sql")]
    [InlineData("docs")]
    [InlineData("samples")]
    public void TheRootHolds(string path) => Repository.Holds(path).ShouldBeTrue($"{path} is missing");

    [Fact]
    public void EveryProjectBearsTheNameOfItsFolder() =>
        Repository.Projects.Where(project => project.Path != $"{project.Room}/{project.Name}/{project.Name}.csproj" || !Rooms.Contains(project.Room)).ShouldBeEmpty();

    [Fact]
    public void EveryProjectIsInTheSolution()
    {
        var solution = Repository.ReadText("Dsl.sln").Replace('\\', '/');

        Repository.Projects.Where(project => !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void EveryPackageVersionIsExact()
    {
        var packages = XDocument.Parse(Repository.ReadText("Directory.Packages.props"));
        var properties = packages.Descendants("PropertyGroup").Elements().ToDictionary(property => $"$({property.Name})", property => property.Value);

        packages.Descendants().Where(element => element.Name.LocalName is "PackageVersion" or "GlobalPackageReference")
            .Select(element => (Package: (string)element.Attribute("Include")!, Version: (string)element.Attribute("Version")!))
            .Where(pin => properties.GetValueOrDefault(pin.Version, pin.Version) is not ['[', .., ']'])
            .ShouldBeEmpty();
    }

    [Fact]
    public void ScriptsAreExecutable()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows knows no such mode");
        if (!OperatingSystem.IsWindows())
        {
            foreach (var script in new[] { "test", ".ci/run", "bench/run" })
            {
                File.GetUnixFileMode(Repository.FullPath(script)).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue(script);
            }
        }
    }
}
