namespace Perdure.Language.Tests.Workflows.Children;

/// <summary>What is ordered.</summary>
public sealed record Order(string Name, int Count);

/// <summary>What came of it.</summary>
public sealed record Parcel(string Label);

/// <summary>What a run of a child with an own error throws.</summary>
public sealed class OutOfStockException(string name) : Exception($"'{name}' is out of stock");
