namespace Research;

/// <summary>What is to be found out about.</summary>
public sealed record Topic(string Name);

/// <summary>One thing to find out.</summary>
public sealed record Question(string Text);

/// <summary>How far the search for an answer has come.</summary>
/// <param name="Question">What is asked.</param>
/// <param name="Read">The texts that were read, by name.</param>
/// <param name="Quotes">What in them answers it.</param>
public sealed record Search(Question Question, IReadOnlyList<string> Read, IReadOnlyList<string> Quotes);

/// <summary>An answer.</summary>
public sealed record Finding(string Question, string Answer);

/// <summary>A line of what is shown while the research goes on.</summary>
public sealed record Line(string Text);

/// <summary>All answers.</summary>
public sealed record Report(string Text);
