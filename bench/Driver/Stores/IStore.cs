namespace Perdure.Bench.Stores;

/// <summary>Where a contestant keeps its runs: new and empty for each measurement.</summary>
internal interface IStore : IAsyncDisposable
{
    /// <summary>The process whose tree does the store's work.</summary>
    int ProcessId { get; }

    /// <summary>Tells a contestant where it is.</summary>
    IReadOnlyDictionary<string, string> Environment { get; }

    Task<LogCounters> ReadLogAsync(CancellationToken cancellationToken);

    /// <summary>The transactions of its whole life; null where it knows none.</summary>
    Task<double?> ReadCommitsAsync(CancellationToken cancellationToken);
}
