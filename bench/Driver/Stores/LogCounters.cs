namespace Perdure.Bench.Stores;

/// <summary>What a store has written to its log so far.</summary>
/// <param name="Bytes">Its length.</param>
/// <param name="Records">Its records.</param>
/// <param name="FullPages">The whole pages among them, written at the first change after a checkpoint.</param>
/// <param name="Syncs">How often it was forced to the disk.</param>
internal readonly record struct LogCounters(double Bytes, double Records, double FullPages, double Syncs);
