namespace Documents;

/// <summary>The key sentences of a text.</summary>
/// <param name="Text">The first, the middle and the last sentence; fewer where the text has fewer.</param>
/// <param name="Original">How long the text is.</param>
/// <param name="Shortened">How long the key sentences are.</param>
/// <param name="CompressionRatio">The characters of the key sentences divided by those of the text: 0.25 is a quarter. To three digits.</param>
public sealed record Summary(string Text, TextLength Original, TextLength Shortened, double CompressionRatio);

/// <summary>How long a text is.</summary>
/// <param name="Characters">As a reader counts them: a letter with its accents is one, and so is an emoji.</param>
/// <param name="Words">What stands between white space and has a letter or a digit in it.</param>
/// <param name="Sentences">Headings and list entries without a full stop are none.</param>
public sealed record TextLength(int Characters, int Words, int Sentences);
