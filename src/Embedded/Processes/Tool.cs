using System.ComponentModel;
using System.Diagnostics;

namespace Perdure.Embedded.Processes;

/// <summary>What a program said, and how it ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>All that it said, for a message.</summary>
    public string Said => $"{Error.Trim()}{Environment.NewLine}{Output.Trim()}".Trim();
}

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    /// <summary>Runs a program, as another account where one is given.</summary>
    public static async Task<ToolResult> RunAsync(
        string file,
        IEnumerable<string> arguments,
        ServerUser? user = null,
        string? workingFolder = null,
        CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The folder of this process may be closed to the other account.
            WorkingDirectory = workingFolder ?? Path.GetPathRoot(Environment.SystemDirectory) ?? "/",
        };
        start.Environment["LC_ALL"] = "C";
        if (user?.Name is { } name)
        {
            start.UserName = name;
        }

        using var process = Start(start);
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new ToolResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }

    /// <summary>The full path of a program on <c>PATH</c>, or null.</summary>
    public static string? Find(string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        return SearchPath().SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending))).FirstOrDefault(File.Exists);
    }

    /// <summary>The folders of <c>PATH</c>.</summary>
    public static IEnumerable<string> SearchPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new EmbeddedPostgresException($"'{start.FileName}' could not be started");
        }
        catch (Win32Exception exception)
        {
            throw new EmbeddedPostgresException($"'{start.FileName}' could not be started: {exception.Message}", exception);
        }
    }
}
