using System.Diagnostics;
using System.Text.RegularExpressions;
using Perdure.Tests.Postgres;

namespace Documents.Tests.EndToEnd;

/// <summary>The sample, as a process of its own with its output redirected.</summary>
internal sealed class SampleProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private SampleProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    /// <summary>Starts the sample.</summary>
    public static SampleProcess Start(string connectionString, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "DocumentInsights.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PERDURE_POSTGRES"] = connectionString },
        };
        return new SampleProcess(Process.Start(start)!);
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

    /// <summary>Waits until it has ended; one that hangs fails the test.</summary>
    public async Task<SampleResult> EndAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        await _process.WaitForExitAsync(patience.Token);
        return new SampleResult(_process.ExitCode, await _output, await _errors);
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Presses Ctrl-C.</summary>
    public async Task InterruptAsync()
    {
        using var kill = Process.Start("kill", ["-INT", $"{Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
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
