using Microsoft.Extensions.Logging;
using Perdure.Storage;

namespace Perdure.Coordination.Driving;

/// <summary>How a driver hears what others want of its run, and that somebody has taken it.</summary>
internal sealed partial class RunDriver
{
    private readonly List<Message> mail;
    private long mailThrough;
    private int mailHinted;
    private bool isLost;

    /// <summary>Says that somebody may have left a message, or taken the run; the driver itself looks, between two checkpoints.</summary>
    public void HintMail()
    {
        // One that it has not taken in yet is enough: while a checkpoint is held up for hours, hints come every few seconds.
        if (Interlocked.Exchange(ref mailHinted, 1) == 0) inbox.Writer.TryWrite(Signal.Mail);
    }

    /// <summary>Once the wake row is deleted, the messages have to be read before the run may be let go of: nothing else would tell of them.</summary>
    private async Task TakeMailAsync()
    {
        IReadOnlyList<Message> taken = await services.Patience.AskAsync(
            cancellationToken => services.Store.TakeMailAsync(claimed.Id, services.Locks.Incarnation.Id, token, new KnownMail(mailThrough, mail.Count), cancellationToken)).ConfigureAwait(false);
        HashSet<long> known = [.. mail.Select(message => message.Id)];
        foreach (Message message in taken.Where(message => known.Add(message.Id)))
        {
            mail.Add(message);
            mailThrough = Math.Max(mailThrough, message.Id);
            progress.Apply(message);
        }

        if (taken.Count == 0) isLost = await IsAnothersAsync().ConfigureAwait(false);
    }

    /// <summary>What a checkpoint has acted on is not there any more.</summary>
    private void ForgetMail(Checkpoint checkpoint)
    {
        if (checkpoint.ConsumedMessages.Count == 0) return;
        HashSet<long> gone = [.. checkpoint.ConsumedMessages];
        mail.RemoveAll(message => gone.Contains(message.Id));
    }

    /// <summary>Whether somebody has become the holder by hand. Without this look a step that runs for hours would do so for nothing.</summary>
    private async Task<bool> IsAnothersAsync()
    {
        IReadOnlyList<HolderRow> rows = await services.Patience.AskAsync(cancellationToken => services.Store.ReadHoldersAsync([claimed.Id], cancellationToken)).ConfigureAwait(false);
        return rows is [var row] && (row.Holder != services.Locks.Incarnation.Id || row.Token != token);
    }

    private void TellLost()
    {
        LogLost(services.Logger, claimed.Id, services.Locks.Incarnation.Name);
        services.Meter.Lost(plan.Name);
    }

    [LoggerMessage(501, LogLevel.Warning, "Execution {ExecutionId} was lost by worker '{Worker}': another holds it")]
    private static partial void LogLost(ILogger logger, Guid executionId, string worker);
}
