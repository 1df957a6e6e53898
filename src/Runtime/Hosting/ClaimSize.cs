using Perdure.Storage;

namespace Perdure;

/// <summary>How many runs one claim takes. It learns from the inputs of the last: a hundred of the largest would be gigabytes, and a process that dies of them takes all its runs along.</summary>
internal sealed class ClaimSize
{
    /// <summary>More would keep other workers from their share of a burst.</summary>
    public const int Most = 100;

    private const int First = 16;
    private const long MostCharacters = 32_000_000;
    private int next = First;

    /// <summary>How many to claim where so many have room.</summary>
    public int Within(int free) => Math.Min(free, next);

    /// <summary>Takes in what was claimed.</summary>
    public void Learn(IReadOnlyList<ClaimedRun> claimed)
    {
        if (claimed.Count == 0) return;
        long average = claimed.Sum(static run => (long)(run.Input?.Json.Length ?? 0)) / claimed.Count;
        next = (int)Math.Clamp(MostCharacters / Math.Max(1, average), 1, Math.Min(Most, next * 4L));
    }
}
