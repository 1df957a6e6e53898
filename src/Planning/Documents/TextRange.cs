namespace Perdure.Planning;

/// <summary>A part of a document's text.</summary>
/// <param name="Start">The position of its first character, from 0.</param>
/// <param name="Length">How many characters it has.</param>
public readonly record struct TextRange(int Start, int Length)
{
    /// <summary>The part from one position to another.</summary>
    internal static TextRange Between(int start, int end) => new(start, end - start);
}

/// <summary>A value of a document, and where it is written.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="Value">The value.</param>
/// <param name="Range">Where it is written; nowhere in a document that was not read from a text.</param>
public sealed record Written<T>(T Value, TextRange Range)
    where T : IEquatable<T>;
