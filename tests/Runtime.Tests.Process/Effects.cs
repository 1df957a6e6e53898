using System.Text;

namespace Perdure.Runtime.Tests.Process;

/// <summary>The effects of steps: lines of a file that each process has for itself, which a kill does not take back.</summary>
public static class Effects
{
    /// <summary>Names the folder of the files.</summary>
    public const string Variable = "PERDURE_TESTS_EFFECTS";

    private static readonly Lock Gate = new();

    private static readonly FileStream? File = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
        ? new FileStream(Path.Combine(folder, $"effects {Guid.CreateVersion7()}"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1)
        : null;

    /// <summary>Has the effect of a step.</summary>
    public static void Write(StepContext context)
    {
        if (File is null) return;
        byte[] line = Encoding.UTF8.GetBytes($"{context.ExecutionId} {context.StepId} {context.IdempotencyKey}\n");
        lock (Gate)
        {
            File.Write(line);
            File.Flush();
        }
    }

    /// <summary>What all processes had done, as run, step and idempotency key. The last line of a process that was killed may be cut.</summary>
    public static IEnumerable<string[]> Read(string folder) => Directory.GetFiles(folder, "effects *")
        .SelectMany(file => System.IO.File.ReadAllText(file).Split('\n')[..^1])
        .Select(line => line.Split(' '));
}
