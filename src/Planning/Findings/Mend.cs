namespace Perdure.Planning;

/// <summary>How a mistake is mended, where one way is the obvious one.</summary>
/// <param name="Text">How a message ends with it.</param>
/// <param name="Properties">What a code fix needs for it; none: it is not mechanical.</param>
internal sealed record Mend(string Text, (string Key, string Value)[] Properties);
