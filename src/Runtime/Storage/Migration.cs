using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Perdure.Storage;

namespace Perdure;

/// <summary>One numbered file of db/migrations. Numbers have no gaps.</summary>
internal sealed partial record Migration(int Version, string Name, int MinWorker, string Text)
{
    /// <summary>The SHA-256 of its text, in hexadecimal digits: whether a database was migrated with this text, and not with another of the same name.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n"))));

    public static IReadOnlyList<Migration> All { get; } = [.. SqlText.All("migrations").Select(file => Parse(file.Name, file.Text))];

    private static Migration Parse(string name, string text)
    {
        int version = int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture);
        Match minWorker = MinWorkerLine.Match(text);
        return new Migration(version, name, minWorker.Success ? int.Parse(minWorker.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 1, text);
    }

    /// <summary>A migration that older workers cannot live with says so: <c>-- min_worker: 2</c>.</summary>
    [GeneratedRegex(@"^-- min_worker: (\d+)$", RegexOptions.Multiline)]
    private static partial Regex MinWorkerLine { get; }
}
