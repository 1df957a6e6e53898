using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Perdure.Agents.Tests.Servers;

/// <summary>The npm packages of the servers: installed once, as their lock files say, without running any script of theirs.</summary>
internal static class NodePackages
{
    private const int OldestNode = 20;

    /// <summary>Cold, on a machine that is busy.</summary>
    private static readonly TimeSpan InstallPatience = TimeSpan.FromMinutes(4.5);

    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100);

    private static readonly Lazy<Task<string?>> Tools = new(FindToolsAsync);

    /// <summary>The folder of the servers.</summary>
    public static string Fixtures { get; } = Path.Combine(FindRoot(), "tests", "Agents.Tests", "Fixtures");

    /// <summary>Installs what a server needs, unless it is there.</summary>
    /// <returns>What the machine lacks for it; null: nothing.</returns>
    public static async Task<string?> InstallAsync(string place)
    {
        if (await Tools.Value is { } missing) return missing;
        string wanted = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(place, "package-lock.json"))));
        string mark = Path.Combine(place, "node_modules", ".perdure-installed");
        if (await IsInstalledAsync()) return null;
        using FileStream held = await LockAsync(place);
        if (await IsInstalledAsync()) return null;

        // From whatever registry the machine uses.
        (int code, string said) = await RunAsync("npm", place, InstallPatience, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        if (code != 0) throw new InvalidOperationException($"npm ci in '{place}' ended with {code}:\n{said}");
        await File.WriteAllTextAsync(mark, wanted);
        return null;

        async Task<bool> IsInstalledAsync() => File.Exists(mark) && await File.ReadAllTextAsync(mark) == wanted;
    }

    /// <summary>How a program is started whose streams are all ours.</summary>
    public static ProcessStartInfo Start(string program, string place, params string[] arguments)
    {
        // On Windows npm is a script.
        string file = program == "npm" && OperatingSystem.IsWindows() ? "npm.cmd" : program;
        return new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = place,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static async Task<string?> FindToolsAsync()
    {
        foreach (string program in (string[])["node", "npm"])
        {
            string? version = await VersionAsync(program);
            if (version is null) return $"'{program}' is not on PATH: install Node.js {OldestNode} or later with npm to run the tests of agent runtimes";
            if (program == "node" && int.Parse(version.TrimStart('v').Split('.')[0], System.Globalization.CultureInfo.InvariantCulture) < OldestNode)
                return $"Node.js {version} is on PATH, and the agent runtimes need {OldestNode} or later";
        }

        return null;
    }

    private static async Task<string?> VersionAsync(string program)
    {
        try
        {
            (int code, string said) = await RunAsync(program, Path.GetTempPath(), TimeSpan.FromMinutes(1), "--version");
            return code == 0 ? said.Trim() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static async Task<(int Code, string Said)> RunAsync(string program, string place, TimeSpan patience, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(patience);
        using var process = Process.Start(Start(program, place, arguments))!;
        process.StandardInput.Close();
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{program} {string.Join(' ', arguments)}' in '{place}' did not end within {patience}");
        }
    }

    /// <summary>One process installs at a time, and the system lets go of the lock of one that dies.</summary>
    private static async Task<FileStream> LockAsync(string place)
    {
        string name = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(place)))[..16];
        string path = Path.Combine(Path.GetTempPath(), $"perdure-fixture-{name}.lock");
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(start) < InstallPatience)
            {
                await Task.Delay(LockPause);
            }
        }
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Dsl.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Dsl.sln above '{AppContext.BaseDirectory}'");
    }
}
