using System.Globalization;
using System.Text;

namespace Perdure.Runtime.Tests.Process;

/// <summary>The starts that a client was told are committed: a line each, with the run and its input, in a file that no kill takes back.</summary>
internal sealed class Acknowledged(string folder) : IDisposable
{
    private readonly Lock gate = new();
    private readonly FileStream file = new(Path.Combine(folder, $"acknowledged {Guid.CreateVersion7()}"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1);

    public void Write(Guid run, string input)
    {
        byte[] line = Encoding.UTF8.GetBytes($"{run} {input}\n");
        lock (gate)
        {
            file.Write(line);
            file.Flush();
        }
    }

    public void Dispose() => file.Dispose();

    /// <summary>What all clients had been told; a line that was cut was not said.</summary>
    public static IReadOnlyDictionary<Guid, string> Read(string folder) => Directory.GetFiles(folder, "acknowledged *")
        .SelectMany(static file => ReadShared(file).Split('\n')[..^1])
        .Select(static line => line.Split(' ', 2))
        .ToDictionary(static line => Guid.Parse(line[0], CultureInfo.InvariantCulture), static line => line[1]);

    private static string ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
