namespace Perdure.Cli.Importing;

/// <summary>Writes files that belong together: all, or none where one of them cannot be written.</summary>
internal static class FilesTogether
{
    /// <summary>Writes each beside its place, and moves them there once all are written.</summary>
    public static async Task WriteAsync(IReadOnlyList<(string Path, string Text)> files, CancellationToken cancellationToken)
    {
        (string Beside, string Path, string Text)[] all = [.. files.Select(static one => ($"{one.Path}.{Path.GetRandomFileName()}", one.Path, one.Text))];
        try
        {
            foreach ((string beside, _, string text) in all) await File.WriteAllTextAsync(beside, text, cancellationToken).ConfigureAwait(false);
            foreach ((string beside, string path, _) in all) File.Move(beside, path, overwrite: true);
        }
        finally
        {
            foreach ((string beside, _, _) in all) File.Delete(beside);
        }
    }
}
