using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace Press.Hosting;

/// <summary>The npm packages of services: installed once, as their lock files say, without running any script of theirs.</summary>
public static class NodePackages
{
    private const int OldestNode = 20;

    /// <summary>Cold, on a machine that is busy.</summary>
    private static readonly TimeSpan InstallPatience = TimeSpan.FromMinutes(4.5);

    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(100);

    private static readonly Lazy<Task<string?>> Tools = new(FindToolsAsync);

    /// <summary>Finds a folder of the repository.</summary>
    /// <param name="path">Its path in there.</param>
    /// <returns>Where it is.</returns>
    /// <exception cref="InvalidOperationException">The program runs outside of the repository.</exception>
    public static string Find(string path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, path))) folder = folder.Parent;
        return folder is not null ? Path.Combine(folder.FullName, path) : throw new InvalidOperationException($"There is no folder '{path}' above '{AppContext.BaseDirectory}': run it in the repository");
    }

    /// <summary>What the machine lacks to run services under Node.</summary>
    /// <returns>What is missing, as a sentence; null: nothing.</returns>
    public static Task<string?> FindMissingAsync() => Tools.Value;

    /// <summary>Installs what a service needs, unless it is there.</summary>
    /// <param name="place">Its folder.</param>
    /// <returns>What the machine lacks for it; null: nothing.</returns>
    /// <exception cref="InvalidOperationException">npm fails.</exception>
    /// <exception cref="TimeoutException">npm takes too long.</exception>
    public static async Task<string?> InstallAsync(string place)
    {
        if (await FindMissingAsync() is { } missing) return missing;
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
    /// <param name="program">The program.</param>
    /// <param name="place">The folder that it runs in.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>How.</returns>
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
            if (version is null) return $"'{program}' is not on PATH: install Node.js {OldestNode} or later, with npm (https://nodejs.org)";
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
        string path = Path.Combine(Path.GetTempPath(), $"perdure-npm-{name}.lock");
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
}
