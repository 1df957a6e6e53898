namespace Perdure.Tests;

/// <summary>Where a program is that tests start and kill: its project imports <c>tests/WorkerProgram.targets</c>, which compiles it ahead of time.</summary>
public static class WorkerProgram
{
    /// <summary>Its file, for <c>dotnet</c>.</summary>
    /// <param name="project">The folder of its project, beside that of the tests.</param>
    /// <exception cref="FileNotFoundException">It has not been built.</exception>
    public static string PathOf(string project)
    {
        // <tests>/<project of the tests>/bin/<configuration>/<framework>
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        string tests = output.Parent!.Parent!.Parent!.Parent!.FullName;
        string program = Path.Combine(tests, project, "bin", output.Parent.Name, output.Name, "ready", $"Perdure.{project}.dll");
        return File.Exists(program) ? program : throw new FileNotFoundException($"'{program}' is not there: build tests/{project}");
    }
}
