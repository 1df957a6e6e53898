using System.Diagnostics;
using Documents.Tests.EndToEnd;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Documents.Tests.Programs;

/// <summary>The sample NativeChecksums: as a program of .NET, and compiled ahead of time, without a warning.</summary>
public sealed class NativeChecksumsTests(PostgresServer server) : IAsyncLifetime
{
    private readonly DirectoryInfo published = Directory.CreateTempSubdirectory("native-checksums-");
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await server.CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        published.Delete(recursive: true);
        await database.DisposeAsync();
    }

    [Fact]
    public async Task FilesAreListedAsTheReadmeSays()
    {
        var result = await SampleProcess.RunProgramAsync("NativeChecksums", database);

        result.Output.ShouldBe(SampleFiles.ReadOutput("NativeChecksums"), result.Errors);
        result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task AFolderIsReadAgainOnlyWhereItHasChanged()
    {
        string file = Path.Combine(published.FullName, "ann.txt");
        await File.WriteAllTextAsync(file, "one", TestContext.Current.CancellationToken);
        var first = await SampleProcess.RunProgramAsync("NativeChecksums", database, "", published.FullName);

        var again = await SampleProcess.RunProgramAsync("NativeChecksums", database, "", published.FullName);
        (again.Output, again.ExitCode).ShouldBe((first.Output, 0), again.Errors);
        (await RunsAsync()).ShouldBe(1);

        await File.WriteAllTextAsync(file, "two", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(1));
        (await SampleProcess.RunProgramAsync("NativeChecksums", database, "", published.FullName)).Output.ShouldNotBe(first.Output);
        (await RunsAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task SoTheyAreByANativeProgram()
    {
        string? linker = Array.Find(["clang", "gcc"], IsInstalled);
        Assert.SkipWhen(linker is null, "A native program is linked by clang or gcc, and neither is installed: apt-get install gcc libc6-dev zlib1g-dev");
        await PublishAsync(linker);

        var result = await SampleProcess.RunFileAsync(Path.Combine(published.FullName, "NativeChecksums"), database);

        result.Output.ShouldBe(SampleFiles.ReadOutput("NativeChecksums"), result.Errors);
        result.ExitCode.ShouldBe(0);

        // Nothing but the context, made by the compiler, says what the types of a published document have.
        result = await SampleProcess.RunFileAsync(Path.Combine(published.FullName, "NativeChecksums"), database, Path.Combine(published.FullName, "Letters"), Path.Combine(published.FullName, "captioned.json"));
        result.Output.ShouldBe(Captioned, result.Errors);
        result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task ADocumentIsPublishedAndRunAsTheReadmeSays()
    {
        string sample = SampleFiles.PathOf("samples/NativeChecksums");

        var result = await SampleProcess.RunProgramAsync("NativeChecksums", database, "", Path.Combine(sample, "Letters"), Path.Combine(sample, "captioned.json"));

        result.Output.ShouldBe(Captioned, result.Errors);
        result.ExitCode.ShouldBe(0);
    }

    private static string Captioned => $"Letters{Environment.NewLine}-------{Environment.NewLine}{SampleFiles.ReadOutput("NativeChecksums")}";

    private Task<long> RunsAsync() => database.ScalarAsync<long>("select count(*) from perdure.executions");

    /// <summary>A warning of the native compiler is an error, as everywhere in this repository. In Debug, what the tests were built with is taken: by default all projects would be built anew, and take a minute and a half more.</summary>
    private async Task PublishAsync(string linker)
    {
        // Nothing of the test's own streams goes to it: the runner talks over them.
        using Process publish = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["publish", SampleFiles.PathOf("samples/NativeChecksums"), "-c", "Debug", "-nodeReuse:false", "-p:Native=true", $"-p:CppCompilerAndLinker={linker}", "-p:TreatWarningsAsErrors=true", "-o", published.FullName])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        publish.StandardInput.Close();
        string[] said = await Task.WhenAll(
            publish.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), publish.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await publish.WaitForExitAsync(TestContext.Current.CancellationToken);
        publish.ExitCode.ShouldBe(0, string.Concat(said));
    }

    private static bool IsInstalled(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
