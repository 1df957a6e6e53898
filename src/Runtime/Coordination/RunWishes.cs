using Perdure.Storage;

namespace Perdure.Coordination;

/// <summary>What others want of a held run: to end, to pause, to go on. The messages are applied in the order of their arrival.</summary>
internal sealed class RunWishes
{
    private List<Message>? messages;
    private long pause;

    /// <summary>Whether the run was asked to end.</summary>
    public bool IsCancelling { get; private set; }

    /// <summary>Whether the last word, of those to pause and to go on, was to pause.</summary>
    public bool IsPaused => pause > 0;

    /// <summary>Takes in a message.</summary>
    public void Apply(Message message)
    {
        (messages ??= []).Add(message);
        switch (message.Kind)
        {
            case "CANCEL":
                IsCancelling = true;
                break;
            case "PAUSE":
                pause = message.Id;
                break;
            case "RESUME":
                pause = 0;
                break;
        }
    }

    /// <summary>
    /// The messages that a checkpoint acts on, which go with it. A cancel goes with the end of the run and not before, and a pause with the word to go on: until then whoever takes the run up
    /// has to find them again.
    /// </summary>
    public IReadOnlyList<long> Consume(bool hasEnded)
    {
        if (messages is null) return [];
        Message[] consumed = [.. messages.Where(message => hasEnded || (message.Kind is "PAUSE" or "RESUME" && message.Id != pause))];
        messages.RemoveAll(message => consumed.Contains(message));
        return [.. consumed.Select(message => message.Id).Distinct().Order()];
    }
}
