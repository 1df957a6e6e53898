namespace Documents;

/// <summary>A text to look into.</summary>
/// <param name="Name">What to call it; the name of its file.</param>
/// <param name="Text">The whole text.</param>
public sealed record Document(string Name, string Text);
