using System.Diagnostics;
using System.Text.RegularExpressions;
using Perdure.Tests.Postgres;

namespace Documents.Tests.EndToEnd;

/// <summary>A sample, as a process of its own with its output redirected.</summary>
internal sealed class SampleProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> errors;

    private SampleProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync();
        errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => this.process.Id;

    /// <summary>Starts DocumentInsights.</summary>
    public static SampleProcess Start(string connectionString, params string[] arguments) => StartProgram("DocumentInsights", connectionString, arguments);

    /// <summary>Starts a sample by its name.</summary>
    public static SampleProcess StartProgram(string program, string connectionString, params string[] arguments) =>
        StartProgram(program, connectionString, new Dictionary<string, string>(), arguments);

    /// <summary>Starts a sample by its name, in an environment of its own.</summary>
    public static SampleProcess StartProgram(string program, string connectionString, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartFile("dotnet", connectionString, environment, [Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), .. arguments]);

    private static SampleProcess StartFile(string file, string connectionString, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PERDURE_POSTGRES"] = connectionString },
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new SampleProcess(Process.Start(start)!);
    }

    /// <summary>Runs a sample to its end, with what a person types into it.</summary>
    public static async Task<SampleResult> RunProgramAsync(string program, TestDatabase database, string input = "", params string[] arguments)
    {
        using var sample = StartProgram(program, database.ConnectionString, arguments);
        return await sample.EndAsync(input);
    }

    /// <summary>Runs a program that is no part of .NET to its end.</summary>
    public static async Task<SampleResult> RunFileAsync(string file, TestDatabase database, params string[] arguments)
    {
        using var sample = StartFile(file, database.ConnectionString, new Dictionary<string, string>(), arguments);
        return await sample.EndAsync();
    }

    /// <summary>Runs the sample to its end. The password file that its psql line names goes with the test's server.</summary>
    public static async Task<SampleResult> RunAsync(TestDatabase database, params string[] arguments)
    {
        var result = await RunAndKeepPasswordAsync(database, arguments);
        if (result.PasswordFile is { } file) File.Delete(file);
        return result;
    }

    /// <summary>Runs the sample to its end, for a test that looks at the password file and deletes it.</summary>
    public static async Task<SampleResult> RunAndKeepPasswordAsync(TestDatabase database, params string[] arguments)
    {
        using var process = Start(database.ConnectionString, arguments);
        return await process.EndAsync();
    }

    /// <summary>Types into it and waits until it has ended.</summary>
    public async Task<SampleResult> EndAsync(string input)
    {
        await this.process.StandardInput.WriteAsync(input);
        this.process.StandardInput.Close();
        return await EndAsync();
    }

    /// <summary>Waits until it has ended; one that hangs fails the test.</summary>
    public async Task<SampleResult> EndAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        await this.process.WaitForExitAsync(patience.Token);
        return new SampleResult(this.process.ExitCode, await output, await errors);
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public async Task KillAsync()
    {
        this.process.Kill();
        await this.process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Presses Ctrl-C.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!this.process.HasExited) this.process.Kill();
        this.process.Dispose();
    }
}

/// <summary>What the sample said and how it ended.</summary>
internal sealed partial record SampleResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The file that the line for psql names.</summary>
    public string? PasswordFile => PgPassFile().Match(Output) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"PGPASSFILE=(\S+)")]
    private static partial Regex PgPassFile();
}
