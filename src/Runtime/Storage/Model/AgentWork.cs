using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>An <see cref="AgentHandle"/> as it is stored: what the runtime wants back may be a transcript, which is the user's data.</summary>
internal sealed record StoredHandle(string Runtime, string Conversation, int Turn, string? Run, string? Cursor, StoredPayload? State);

/// <summary>What an agent asks, as it is stored.</summary>
/// <param name="Interrupts">The questions, in their order.</param>
/// <param name="Count">How many they are.</param>
internal sealed record StoredQuestions(StoredPayload Interrupts, int Count);

/// <summary>What is known of the work that a remote agent does for a step, or for an item or round of it.</summary>
/// <param name="Try">Which try it is, from 1: see <see cref="AgentCallId.Try"/>.</param>
internal sealed record AgentWork(int Try)
{
    /// <summary>How often the agent asked back in this try and was answered.</summary>
    public int Turn { get; init; }

    /// <summary>Where the work is found; null: the remote side has not said that it has it.</summary>
    public StoredHandle? Handle { get; init; }

    /// <summary>How often in a row this turn could not be taken by the runtime.</summary>
    public int Refusals { get; init; }

    /// <summary>How many tries came to nobody knows what.</summary>
    public int Ambiguities { get; init; }

    /// <summary>Whether the turn may have been sent by an attempt that was lost, or let go of, before the remote side had said so.</summary>
    public bool IsUncertain { get; init; }

    /// <summary>Whether all is answered, and the attempt that asked is to go on.</summary>
    public bool Resumes { get; init; }

    /// <summary>What is asked, or was in the turn before; null: nothing.</summary>
    public StoredQuestions? Questions { get; init; }

    /// <summary>The number of the event that tells of the questions: those that were asked first are answered first.</summary>
    public long AskedSeq { get; init; }

    /// <summary>The answers to the questions, as far as they have come.</summary>
    public IReadOnlyList<StoredPayload> Answers { get; init; } = [];

    /// <summary>What the answer took; null: there is none, or nothing is known of it.</summary>
    public AgentUsage? Usage { get; init; }

    /// <summary>Whether a question, as the database names it, is among those that are open.</summary>
    public bool Asks(string question) => IsAsking && Enumerable.Range(Answers.Count + 1, Questions!.Count - Answers.Count).Any(position => question == QuestionId(AskedSeq, position));

    /// <summary>Whether a question is the one that is answered next.</summary>
    public bool AsksNext(string question) => IsAsking && question == QuestionId(AskedSeq, Answers.Count + 1);

    /// <summary>The name of a question: no other one of its run has it.</summary>
    public static string QuestionId(long askedSeq, int position) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{askedSeq}.{position}");

    /// <summary>Whether an answer is waited for.</summary>
    public bool IsAsking => Questions is { Count: var count } && count > Answers.Count;

    /// <summary>Where this very turn is found; null: nobody knows.</summary>
    public StoredHandle? Sent => Handle?.Turn == Turn ? Handle : null;

    /// <summary>The next try, which begins anew.</summary>
    public AgentWork NextTry() => new(Try + 1) { Ambiguities = Ambiguities };
}

/// <summary>Where remote work stands, as its row says.</summary>
internal enum AgentWorkStatus
{
    /// <summary>It is sent, or is to be.</summary>
    AtWork,

    /// <summary>It asks, and waits for answers.</summary>
    Asking,

    /// <summary>Its step has settled.</summary>
    Ended,
}

/// <summary>The row of remote work, whole.</summary>
internal sealed record AgentWrite(string StepId, int Item, int Round, AgentWorkStatus Status, AgentWork Work)
{
    /// <summary>The status as the row says it.</summary>
    public string StatusText => Status switch
    {
        AgentWorkStatus.AtWork => "AT_WORK",
        AgentWorkStatus.Asking => "ASKING",
        _ => "ENDED",
    };
}

/// <summary>The same, as a new holder reads it.</summary>
internal sealed record AgentRow(string StepId, int Item, int Round, AgentWork Work);

/// <summary>What the agent of a step asks, as clients read it.</summary>
internal sealed record QuestionRow(string StepId, int Item, int Round, string Agent, string Signal, int Answered, StoredPayload Interrupts, DateTimeOffset AskedAt, DateTimeOffset? AnswerBy, long AskedSeq);
