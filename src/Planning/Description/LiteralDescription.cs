namespace Perdure.Planning;

/// <summary>What a literal is.</summary>
public enum LiteralKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A number, as JSON writes it.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Bool,

    /// <summary>Nothing.</summary>
    Null,

    /// <summary>A member of an enum, by its name.</summary>
    Member,
}

/// <summary>A value that stands in a description itself.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text, the number, <c>true</c>, the member's name.</param>
public sealed record LiteralDescription(LiteralKind Kind, string Text);
