using System.Runtime.CompilerServices;
using Shouldly;

namespace Perdure.Tests.Compiling;

/// <summary>
/// Compares a text with the one that was accepted, in a file beside the test: <c>Class.Method.verified.cs</c>. With <c>PERDURE_ACCEPT=1</c> the file is rewritten; in CI never.
/// </summary>
public static class Snapshot
{
    /// <summary>Sees that the text is the accepted one.</summary>
    /// <param name="actual">The text.</param>
    /// <param name="path">The test's file.</param>
    /// <param name="member">The test's method.</param>
    public static void Match(string actual, [CallerFilePath] string path = "", [CallerMemberName] string member = "")
    {
        ArgumentNullException.ThrowIfNull(actual);
        string stem = Path.Combine(Path.GetDirectoryName(path)!, $"{Path.GetFileNameWithoutExtension(path)}.{member}");
        string verified = stem + ".verified.cs";
        string received = stem + ".received.cs";
        string text = actual.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        string expected = File.Exists(verified) ? File.ReadAllText(verified).ReplaceLineEndings("\n") : "";
        if (text == expected)
        {
            File.Delete(received);
            return;
        }

        if (IsAccepting)
        {
            File.WriteAllText(verified, text);
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        throw new ShouldAssertException($"{Path.GetFileName(verified)} is not what was received (PERDURE_ACCEPT=1 accepts it):\n{TextDiff.Show(expected, text)}");
    }

    private static bool IsAccepting => Environment.GetEnvironmentVariable("PERDURE_ACCEPT") == "1" && Environment.GetEnvironmentVariable("CI") is null or "";
}
