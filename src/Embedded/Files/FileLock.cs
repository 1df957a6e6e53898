namespace Perdure.Embedded.Files;

/// <summary>
/// A lock between processes, and between the threads of one. The system frees it with the process that holds it,
/// however that one ends, so it needs no clean-up and cannot go stale.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream stream;

    private FileLock(FileStream stream) => this.stream = stream;

    public static async Task<FileLock> AcquireAsync(string path, Deadline deadline, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryAcquire(path) is { } acquired)
            {
                return acquired;
            }

            if (deadline.IsOver)
            {
                throw new EmbeddedPostgresException($"Another process has held '{path}' for {deadline.Timeout.TotalSeconds:0} seconds");
            }

            await deadline.PauseAsync(Pause, cancellationToken);
        }
    }

    public static FileLock? TryAcquire(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (exception.GetType() == typeof(IOException))
        {
            // A missing folder and the like have types of their own; the plain one says that somebody else has it.
            return null;
        }
    }

    public void Dispose() => this.stream.Dispose();
}
