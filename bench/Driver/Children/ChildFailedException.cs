namespace Perdure.Bench.Children;

/// <summary>A measured program ended before it should, took too long, or said what it should not.</summary>
internal sealed class ChildFailedException(string message) : Exception(message);
