using System.Security.Cryptography;
using Perdure;

namespace Checksums;

/// <summary>Lists the files of a folder with their checksums. A file that has been read is not read again, whatever happens to the program, unless the folder has changed since.</summary>
[Workflow]
public sealed partial class MakeManifest : IWorkflow<Folder, Manifest>
{
    [Step]
    private static FileToRead[] List(Folder folder) => [.. Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal).Select(path => new FileToRead(path))];

    [Step, Retry(3, NonRetryable = [typeof(FileNotFoundException)])]
    private static async Task<Checksum> Read([ForEach(MaxParallel = 4)] FileToRead file, CancellationToken cancellationToken)
    {
        await using FileStream content = File.OpenRead(file.Path);
        byte[] hash = await SHA256.HashDataAsync(content, cancellationToken);
        return new Checksum(Path.GetFileName(file.Path), content.Length, Convert.ToHexStringLower(hash));
    }

    [Step]
    private static Manifest Write(IReadOnlyList<Checksum> checksums) => new(string.Join(
        Environment.NewLine,
        [.. checksums.Select(one => $"{one.Sha256[..16]}  {one.Name}"), $"{checksums.Count} files, {checksums.Sum(one => one.Bytes)} bytes"]));
}
