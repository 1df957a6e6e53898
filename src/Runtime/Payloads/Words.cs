namespace Perdure.Payloads;

internal static class Words
{
    /// <summary>The name of a payload at the beginning of a sentence.</summary>
    public static string Capitalised(string what) => char.ToUpperInvariant(what[0]) + what[1..];
}
