namespace Press;

/// <summary>What is to be written about.</summary>
public sealed record Story(string Subject);

/// <summary>What somebody has to find out.</summary>
public sealed record Brief(string Subject, IReadOnlyList<string> Questions);

/// <summary>How it could be called.</summary>
public sealed record Headlines(IReadOnlyList<string> Lines);

/// <summary>What an article is made of.</summary>
public sealed record Material(string Subject, string Facts, IReadOnlyList<string> Headlines);

/// <summary>What the person at the desk says of an article.</summary>
public sealed record Verdict(bool Approved, string? Reason);

/// <summary>What became of an article.</summary>
public sealed record Edition(bool Printed, string Headline, string Text, string Teaser, string? Remark);

/// <summary>A page, or why there is none.</summary>
public sealed record Page(string Text);
