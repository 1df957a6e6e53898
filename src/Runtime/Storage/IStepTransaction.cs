using System.Data.Common;
using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>The transaction that one attempt of a step is given, and in which its result is recorded. Disposing of it rolls back what is not committed.</summary>
internal interface IStepTransaction : IAsyncDisposable
{
    /// <summary>What the step is given.</summary>
    DbTransaction Transaction { get; }

    /// <summary>Whether its connection is lost.</summary>
    bool IsLost { get; }

    /// <summary>Records the result in it, as the last statement.</summary>
    /// <param name="output">The result.</param>
    /// <param name="isLast">Whether it is a round that ends its loop.</param>
    /// <param name="tag">What the run is found by once a checkpoint tells of it; null: nothing more.</param>
    /// <returns>Whether it may be committed; false: the attempt is not its holder's any more.</returns>
    /// <exception cref="NonRetryableException">The step has ended the transaction itself.</exception>
    Task<bool> SettleAsync(StoredPayload? output, bool isLast, string? tag);

    /// <summary>Commits it.</summary>
    Task CommitAsync();
}
