namespace Perdure.Language.Tests.Workflows.Parts;

/// <summary>What the workflows of this folder are about.</summary>
public sealed record Word(string Text);

/// <summary>A word that was looked at.</summary>
public sealed record Measured(string Text, int Length);

/// <summary>A text in the making.</summary>
public sealed record Draft(string Text, int Score);
