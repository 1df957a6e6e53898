namespace Perdure.State;

/// <summary>The low-water mark of a mapped step. It stands in the snapshot, so that whoever takes a run up reads the rows of the items behind it, and not of all.</summary>
/// <param name="Through">All items up to this one have settled; 0: the first has not.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="FirstFailed">The first of those; 0: none.</param>
internal readonly record struct ItemMark(int Through, int Failed, int FirstFailed);
